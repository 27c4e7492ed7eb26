import { GoMap, GoSlice } from './containers.ts';
import { kindOf } from './kinds.ts';
import { GoInt, GoObject, type Value } from './values.ts';

export const ANY_SLICE = '[]interface {}';
export const ANY_MAP = 'map[string]interface {}';

/** Go's name of a value's type, as `%T` prints it; `<nil>` for nil. */
export function typeName(value: Value): string {
  if (value === null) return '<nil>';
  if (value instanceof GoObject) return value.shape.type;
  if (value instanceof GoInt || value instanceof GoSlice || value instanceof GoMap) return value.type;
  return kindOf(value);
}

/** The type of the elements of a slice or map type: `interface {}` for `[]interface {}`. */
export function elementType(type: string): string {
  return type.startsWith('[]') ? type.slice(2) : type.slice(type.indexOf(']') + 1);
}
