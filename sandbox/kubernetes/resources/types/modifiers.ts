import type { Schema } from '../../schema/schema.ts';

/** A part that Go's struct always has, even when it is empty. */
export function always(schema: Schema): Schema {
  return { ...schema, default: {} };
}

/** An object owned as a whole. */
export function atomic(schema: Schema): Schema {
  return { ...schema, 'x-kubernetes-map-type': 'atomic' };
}
