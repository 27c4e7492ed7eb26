import { GoMap } from '../containers.ts';
import { quote } from '../fmt/quote.ts';
import type { CommandNode, OperandNode } from '../syntax/node.ts';
import { ANY_MAP, typeName } from '../types.ts';
import { GoObject, type Value } from '../values.ts';
import { callMethod } from './call.ts';
import type { Execution } from './execution.ts';
import { integerMethod } from './integer-methods.ts';

/** What a word is called with: the arguments behind it, and the value piped into it. */
export interface Call {
  readonly dot: Value;
  readonly arguments: readonly OperandNode[];
  readonly piped: Value | undefined;
}

export interface Chain {
  readonly node: OperandNode | CommandNode;
  readonly names: readonly string[];
  readonly call: Call;
}

/** `receiver.a.b`, the arguments going to the last name. */
export function evaluateFieldChain(
  execution: Execution,
  receiver: Value,
  { node, names, call }: Chain,
): Value {
  const bare: Call = { dot: call.dot, arguments: [], piped: undefined };
  let value = receiver;
  let isElement = false;
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    const container = value;
    value = evaluateField(
      execution,
      { receiver: value, name, isElement },
      last ? { node, call } : { node, call: bare },
    );
    isElement = container instanceof GoMap && container.type === ANY_MAP;
  }
  return value;
}

interface FieldAccess {
  readonly receiver: Value;
  readonly name: string;
  /** Whether the receiver was an element of type interface{}, which is what Go then names. */
  readonly isElement: boolean;
}

function evaluateField(
  execution: Execution,
  { receiver, name, isElement }: FieldAccess,
  { node, call }: Omit<Chain, 'names'>,
): Value {
  const yieldsNone = execution.environment.missingKeys === 'none';
  if (receiver === null) {
    if (yieldsNone && !isElement) return null;
    return execution.fail(
      isElement ? `nil pointer evaluating interface {}.${name}` : `nil data; no entry for key ${quote(name)}`,
    );
  }
  const method = receiver instanceof GoObject ? receiver.shape.method?.(name) : integerMethod(receiver, name);
  if (method !== undefined) return callMethod(execution, method, { ...call, node, name });
  const hasArguments = call.arguments.length > 0 || call.piped !== undefined;
  const shown = isElement ? 'interface {}' : typeName(receiver);
  if (receiver instanceof GoMap) {
    if (hasArguments) execution.fail(`${name} is not a method but has arguments`);
    const value = receiver.entries.get(name);
    if (value === undefined && yieldsNone) return null;
    return value === undefined ? execution.fail(`map has no entry for key ${quote(name)}`) : value;
  }
  if (receiver instanceof GoObject) {
    if (receiver.shape.hidden?.has(name) === true) {
      execution.fail(`${name} is an unexported field of struct type ${shown}`);
    }
    const value = receiver.shape.fields?.get(name);
    if (value !== undefined && hasArguments) {
      execution.fail(`${name} has arguments but cannot be invoked as function`);
    }
    if (value !== undefined) return value;
  }
  return execution.fail(`can't evaluate field ${name} in type ${shown}`);
}
