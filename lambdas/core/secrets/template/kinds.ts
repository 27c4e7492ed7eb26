import { GoMap, GoSlice } from './containers.ts';
import { GoComplex, GoInt, type Value } from './values.ts';

/** Go's kind of a value, as reflect names it; `invalid` for nil. */
export type Kind =
  | 'invalid'
  | 'bool'
  | 'int'
  | 'uint'
  | 'float64'
  | 'complex128'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'ptr';

/** Kinds with every integer type as `int` or `uint`, which is all the rules of comparison look at. */
export function kindOf(value: Value): Kind {
  if (value === null) return 'invalid';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof GoInt) return integerKind(value.type).startsWith('uint') ? 'uint' : 'int';
  if (value instanceof GoSlice) return 'slice';
  if (value instanceof GoMap) return 'map';
  if (value instanceof GoComplex) return 'complex128';
  return value.shape.type.startsWith('*') ? 'ptr' : 'struct';
}

/** The kind by its exact name, which `kindOf` of a template gives: `int64`, `uint8`, `slice`. */
export function kindName(value: Value): string {
  return value instanceof GoInt ? integerKind(value.type) : kindOf(value);
}

const NAMED_INTEGERS: Readonly<Record<string, string>> = {
  'time.Duration': 'int64',
  'time.Month': 'int',
  'time.Weekday': 'int',
};

function integerKind(type: string): string {
  return NAMED_INTEGERS[type] ?? type;
}
