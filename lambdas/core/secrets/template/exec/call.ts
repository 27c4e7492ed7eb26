import { Args } from '../functions/args.ts';
import { isAssignable, type ParameterType, readSignature } from '../functions/signature.ts';
import type { CommandNode, OperandNode } from '../syntax/node.ts';
import { nodeText } from '../syntax/node-text.ts';
import { FunctionError, TemplateError } from '../template-error.ts';
import { typeName } from '../types.ts';
import type { Method, Value } from '../values.ts';
import type { Execution } from './execution.ts';
import type { Call } from './field.ts';
import { evaluateLiteral } from './literal.ts';
import { evaluateOperand } from './pipeline.ts';
import { isTrue } from './truth.ts';

interface NamedCall extends Call {
  /** What the message of a failure points at. */
  readonly node: OperandNode | CommandNode;
}

/** A function by name, its arguments checked against its parameters as Go's reflection does. */
export function evaluateCall(execution: Execution, name: string, call: NamedCall): Value {
  const found = execution.functions[name];
  if (found === undefined) return execution.fail(`"${name}" is not a defined function`);
  const [parameters, run] = found;
  if (name === 'and' || name === 'or') return shortCircuit(execution, name, call);
  const values = evaluateArguments(execution, { name, parameters }, call);
  if (name === 'call') return callValue(execution, values, call);
  return guarded(execution, { name, node: call.node }, () => run(new Args(values, execution.environment)));
}

/** A method of a value, called like a function. */
export function callMethod(execution: Execution, method: Method, call: NamedCall & { name: string }): Value {
  const { name, node } = call;
  const values = evaluateArguments(execution, { name, parameters: method.parameters }, call);
  return guarded(execution, { name, node }, () => method.call(values));
}

/** Runs a function; what it fails with is told with its name and place. */
function guarded(
  execution: Execution,
  { name, node }: { name: string; node: OperandNode | CommandNode },
  run: () => Value,
): Value {
  try {
    const value = run();
    if (typeof value === 'string') execution.environment.budget.spendBytes(value.length);
    return value;
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    if (!(error instanceof FunctionError)) throw error;
    execution.at(node);
    return execution.fail(`error calling ${name}: ${error.message}`);
  }
}

/** `and` and `or` evaluate only as many arguments as they need. */
function shortCircuit(execution: Execution, name: 'and' | 'or', call: NamedCall): Value {
  checkCount(execution, { name, parameters: 'vv*' }, call);
  const any = readSignature('v').fixed[0];
  let value: Value = null;
  for (const node of call.arguments) {
    value = any === undefined ? null : evaluateArgument(execution, call.dot, { node, type: any });
    if (isTrue(value) === (name === 'or')) return value;
  }
  return call.piped ?? (call.piped === undefined ? value : null);
}

/** No value of a template is a function, so `call` can only say so. */
function callValue(execution: Execution, values: readonly Value[], call: NamedCall): Value {
  const [first = null] = values;
  const [node] = call.arguments;
  const shown = node === undefined ? String(first) : nodeText(node);
  execution.at(call.node);
  const problem = first === null ? 'call of nil' : `non-function ${shown} of type ${typeName(first)}`;
  return execution.fail(`error calling call: ${problem}`);
}

interface Callee {
  readonly name: string;
  readonly parameters: string;
}

function checkCount(execution: Execution, { name, parameters }: Callee, call: Call): void {
  const { fixed, variadic } = readSignature(parameters);
  const count = call.arguments.length + (call.piped === undefined ? 0 : 1);
  if (variadic === undefined && count !== fixed.length) {
    execution.fail(`wrong number of args for ${name}: want ${fixed.length} got ${count}`);
  }
  if (variadic !== undefined && count < fixed.length) {
    execution.fail(
      `wrong number of args for ${name}: want at least ${fixed.length} got ${call.arguments.length}`,
    );
  }
}

function evaluateArguments(execution: Execution, callee: Callee, call: Call): Value[] {
  checkCount(execution, callee, call);
  const { fixed, variadic } = readSignature(callee.parameters);
  const typeAt = (index: number): ParameterType | undefined => fixed[index] ?? variadic;
  const values: Value[] = [];
  for (const [index, node] of call.arguments.entries()) {
    const type = typeAt(index);
    if (type !== undefined) values.push(evaluateArgument(execution, call.dot, { node, type }));
  }
  const last = typeAt(values.length);
  if (call.piped !== undefined && last !== undefined) values.push(validate(execution, call.piped, last));
  return values;
}

/** One argument for a parameter of this type. */
function evaluateArgument(
  execution: Execution,
  dot: Value,
  { node, type }: { readonly node: OperandNode; readonly type: ParameterType },
): Value {
  execution.at(node);
  switch (node.kind) {
    case 'nil':
      return type.isNilable ? null : execution.fail(`cannot assign nil to ${type.name}`);
    case 'bool':
    case 'number':
    case 'string':
      return evaluateLiteral(execution, node, type);
    default:
      return validate(
        execution,
        evaluateOperand(execution, node, { dot, arguments: [], piped: undefined }),
        type,
      );
  }
}

function validate(execution: Execution, value: Value, type: ParameterType): Value {
  if (value === null) return type.isNilable ? null : execution.fail(`invalid value; expected ${type.name}`);
  if (isAssignable(value, type)) return value;
  return execution.fail(`wrong type for value; expected ${type.name}; got ${typeName(value)}`);
}
