import type { Schema } from '../../schema/schema.ts';

/** A list owned as a whole. */
export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** A list whose values are owned one by one. */
export function setOf(items: Schema): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'set' };
}

/** A list whose items are told apart by `keys`. */
export function keyedList(keys: readonly string[], items: Schema): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys };
}
