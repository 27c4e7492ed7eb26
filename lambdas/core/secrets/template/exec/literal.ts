import type { ParameterType } from '../functions/signature.ts';
import type { BoolNode, NumberNode, StringNode } from '../syntax/node.ts';
import { nodeText } from '../syntax/node-text.ts';
import { GoInt, type Value } from '../values.ts';
import type { Execution } from './execution.ts';
import { evaluateOperand } from './pipeline.ts';

/** A literal as an argument: it takes the parameter's type where it can, so that `1` is an int, int64 or float64. */
export function evaluateLiteral(
  execution: Execution,
  node: BoolNode | NumberNode | StringNode,
  { name, literal }: ParameterType,
): Value {
  switch (literal) {
    case 'any':
      return evaluateOperand(execution, node, { dot: null, arguments: [], piped: undefined });
    case 'string':
      return node.kind === 'string' ? node.text : execution.fail(`expected string; found ${nodeText(node)}`);
    case 'bool':
      return node.kind === 'bool' ? node.value : execution.fail(`expected bool; found ${nodeText(node)}`);
    case 'int':
      return node.kind === 'number' && node.int !== undefined
        ? new GoInt(name, node.int)
        : execution.fail(`expected integer; found ${nodeText(node)}`);
    case 'uint':
      return node.kind === 'number' && node.uint !== undefined
        ? new GoInt(name, BigInt.asUintN(32, node.uint))
        : execution.fail(`expected unsigned integer; found ${nodeText(node)}`);
    case 'float':
      return node.kind === 'number' && node.float !== undefined
        ? node.float
        : execution.fail(`expected float; found ${nodeText(node)}`);
    case 'none':
      return execution.fail(`can't handle ${nodeText(node)} for arg of type ${name}`);
  }
}
