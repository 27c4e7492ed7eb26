import { GoMap, GoSlice } from '../containers.ts';
import { print, printf } from '../fmt/printf.ts';
import { kindOf } from '../kinds.ts';
import { FunctionError } from '../template-error.ts';
import { typeName } from '../types.ts';
import { GoComplex, GoInt, GoObject, type Value } from '../values.ts';
import type { Args } from './args.ts';

const BASIC: ReadonlySet<string> = new Set(['bool', 'int', 'uint', 'float64', 'complex128', 'string']);

function basicKind(value: Value): string | undefined {
  const kind = kindOf(value);
  return BASIC.has(kind) ? kind : undefined;
}

/** Whether the first equals one of the others; values of unlike types are an error, not unequal. */
export function isEqual(first: Value, others: readonly Value[], args: Args): boolean {
  if (others.length === 0) throw new FunctionError('missing argument for comparison');
  return others.some((other) => isSame(first, other, args));
}

function isSame(left: Value, right: Value, args: Args): boolean {
  const kind = basicKind(left);
  if (kind !== basicKind(right)) {
    if (left instanceof GoInt && right instanceof GoInt) return left.value === right.value;
    if (left === null || right === null) return false;
    throw new FunctionError(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  }
  if (left instanceof GoInt && right instanceof GoInt) return left.value === right.value;
  if (left instanceof GoComplex && right instanceof GoComplex)
    return left.re === right.re && left.im === right.im;
  if (kind !== undefined) return left === right;
  return isSameReference(left, right, args);
}

function isSameReference(left: Value, right: Value, args: Args): boolean {
  if (left === null || right === null) return isNil(left) && isNil(right);
  if (kindOf(left) !== kindOf(right)) {
    throw new FunctionError(
      `non-comparable types ${shown(left, args)}: ${typeName(left)}, ${typeName(right)}: ${shown(right, args)}`,
    );
  }
  if (isNil(left) || isNil(right)) return isNil(left) === isNil(right);
  if (right instanceof GoMap || right instanceof GoSlice) {
    const output = args.output();
    printf(output, 'non-comparable type %s: %v', [right, typeName(right)]);
    throw new FunctionError(output.text());
  }
  return left instanceof GoObject && right instanceof GoObject && isSameObject(left, right);
}

/** Pointers are equal when they are the same; structs when they are of one type and hold the same. */
function isSameObject(left: GoObject, right: GoObject): boolean {
  if (left === right) return true;
  const isStruct = kindOf(left) === 'struct' && left.shape.type === right.shape.type;
  return isStruct && left.shape.identity !== undefined && left.shape.identity() === right.shape.identity?.();
}

function isNil(value: Value): boolean {
  return value === null || (value instanceof GoSlice && value.isNil);
}

function shown(value: Value, args: Args): string {
  const output = args.output();
  print(output, [value]);
  return output.text();
}

/** Go's `<` of numbers of one kind and of strings by bytes; anything else is an error. */
export function isLess(left: Value, right: Value): boolean {
  const kind = basicKind(left);
  const other = basicKind(right);
  if (kind === undefined || other === undefined) throw new FunctionError('invalid type for comparison');
  if (left instanceof GoInt && right instanceof GoInt) return left.value < right.value;
  if (kind !== other) {
    throw new FunctionError(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  }
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'string' && typeof right === 'string') return left < right;
  throw new FunctionError('invalid type for comparison');
}
