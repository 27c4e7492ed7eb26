import { isTrue } from '../exec/truth.ts';
import { GoObject, type Value } from '../values.ts';

/** Sprig's emptiness: nil, zero, false, and empty texts, lists and maps. */
export function isEmpty(value: Value): boolean {
  return !(value instanceof GoObject) && !isTrue(value);
}
