import { GoMap, GoSlice } from './containers.ts';
import { ANY_MAP, ANY_SLICE } from './types.ts';
import { GoInt, type Value } from './values.ts';

const SMALL = Array.from({ length: 256 }, (_, index) => new GoInt('int', BigInt(index)));

/** Go's `int`, 64 bits wide. */
export function int(value: number | bigint): GoInt {
  const small = SMALL[Number(value)];
  return small ?? new GoInt('int', BigInt.asIntN(64, BigInt(value)));
}

/** `[]interface {}` or, with a type, another slice. */
export function slice(items: Value[], type: string = ANY_SLICE): GoSlice {
  return new GoSlice(type, items);
}

/** `map[string]interface {}` or, with a type, another map. */
export function map(entries: Iterable<readonly [string, Value]>, type: string = ANY_MAP): GoMap {
  return new GoMap(type, new Map(entries));
}
