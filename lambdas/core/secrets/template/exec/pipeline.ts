import { int } from '../make.ts';
import type { CommandNode, NumberNode, OperandNode, PipeNode } from '../syntax/node.ts';
import { nodeText } from '../syntax/node-text.ts';
import type { Value } from '../values.ts';
import { evaluateCall } from './call.ts';
import type { Execution } from './execution.ts';
import { type Call, evaluateFieldChain } from './field.ts';

/** The value of a pipeline; declares or assigns its variables. */
export function evaluatePipeline(execution: Execution, dot: Value, pipe: PipeNode): Value {
  execution.at(pipe);
  let value: Value | undefined;
  for (const command of pipe.commands) value = evaluateCommand(execution, dot, command, value);
  const result = value ?? null;
  for (const { names } of pipe.declared) {
    if (pipe.isAssignment) execution.assign(names[0] ?? '', result);
    else execution.declare(names[0] ?? '', result);
  }
  return result;
}

/** One command; `piped` is the value before the bar, its last argument. */
function evaluateCommand(
  execution: Execution,
  dot: Value,
  command: CommandNode,
  piped: Value | undefined,
): Value {
  const [first, ...rest] = command.words;
  const call: Call = { dot, arguments: rest, piped };
  switch (first.kind) {
    case 'field':
    case 'chain':
    case 'variable':
      return evaluateOperand(execution, first, call);
    case 'identifier':
      execution.at(first);
      return evaluateCall(execution, first.name, { ...call, node: command });
    case 'pipe':
      rejectArguments(execution, first, call);
      return evaluatePipeline(execution, dot, first);
    default:
      execution.at(first);
      rejectArguments(execution, first, call);
      return first.kind === 'nil'
        ? execution.fail('nil is not a command')
        : evaluateOperand(execution, first, call);
  }
}

/** The value of one word, with what it is called with. Constants are of their own type. */
export function evaluateOperand(execution: Execution, node: OperandNode, call: Call): Value {
  execution.at(node);
  switch (node.kind) {
    case 'field':
      return evaluateFieldChain(execution, call.dot, { node, names: node.names, call });
    case 'chain':
      return evaluateChain(execution, node, call);
    case 'variable':
      return evaluateVariable(execution, node, call);
    case 'identifier':
      return evaluateCall(execution, node.name, { ...call, node });
    case 'pipe':
      return evaluatePipeline(execution, call.dot, node);
    case 'bool':
      return node.value;
    case 'string':
      return node.text;
    case 'number':
      return evaluateNumber(execution, node);
    case 'dot':
      return call.dot;
    case 'nil':
      return null;
  }
}

function evaluateChain(
  execution: Execution,
  node: Extract<OperandNode, { kind: 'chain' }>,
  call: Call,
): Value {
  const receiver = evaluateOperand(execution, node.node, { dot: call.dot, arguments: [], piped: undefined });
  return evaluateFieldChain(execution, receiver, { node, names: node.names, call });
}

function evaluateVariable(
  execution: Execution,
  node: Extract<OperandNode, { kind: 'variable' }>,
  call: Call,
): Value {
  const [name = '', ...names] = node.names;
  const value = execution.variable(name);
  if (names.length > 0) return evaluateFieldChain(execution, value, { node, names, call });
  rejectArguments(execution, node, call);
  return value;
}

function rejectArguments(execution: Execution, node: OperandNode, call: Call): void {
  if (call.arguments.length === 0 && call.piped === undefined) return;
  execution.fail(`can't give argument to non-function ${nodeText(node)}`);
}

/** A literal where nothing says what it should be. */
function evaluateNumber(execution: Execution, node: NumberNode): Value {
  const { text } = node;
  if (node.complex !== undefined) return node.complex;
  const isHexadecimal = /^0[xX]/.test(text) && !/[pP]/.test(text);
  const isReal = /[.eEpP]/.test(text) && !isHexadecimal && !text.startsWith("'");
  if (node.float !== undefined && isReal) return node.float;
  return node.int === undefined ? execution.fail(`${text} overflows int`) : int(node.int);
}
