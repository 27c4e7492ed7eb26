import { GoMap, GoSlice } from '../containers.ts';
import { GoComplex, GoInt, type Value } from '../values.ts';

/** Go templates' truth: false for zero, the empty text, list and map, and nil. */
export function isTrue(value: Value): boolean {
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoSlice) return value.items.length > 0;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoComplex) return value.re !== 0 || value.im !== 0;
  // NaN is not zero.
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}
