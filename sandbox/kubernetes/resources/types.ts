import type { Schema } from '../schema/schema.ts';

/** Words for writing the schemas of built-in kinds briefly. */
export const text: Schema = { type: 'string' };
export const bytes: Schema = { type: 'string', format: 'byte' };
export const bool: Schema = { type: 'boolean' };
export const int: Schema = { type: 'integer' };
export const intOrText: Schema = { 'x-kubernetes-int-or-string': true };
/** Anything: kept as sent. */
export const any: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/** A part that Go's struct always has, even when it is empty. */
export function always(schema: Schema): Schema {
  return { ...schema, default: {} };
}

export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}

/** An object owned as a whole. */
export function atomic(schema: Schema): Schema {
  return { ...schema, 'x-kubernetes-map-type': 'atomic' };
}

export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

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

const OWNER = atomic(
  object({
    apiVersion: text,
    kind: text,
    name: text,
    uid: text,
    controller: bool,
    blockOwnerDeletion: bool,
  }),
);

/** `metadata` of every kind. */
export const META: Schema = object({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: int,
  creationTimestamp: { ...text, nullable: true },
  deletionTimestamp: { ...text, nullable: true },
  deletionGracePeriodSeconds: int,
  labels: mapOf(text),
  annotations: mapOf(text),
  finalizers: setOf(text),
  ownerReferences: keyedList(['uid'], OWNER),
  managedFields: listOf(any),
});

/** The schema of an object from those of its own fields. */
export function kind(fields: Readonly<Record<string, Schema>>): Schema {
  return object({ apiVersion: text, kind: text, metadata: META, ...fields });
}

/** `status.conditions` of built-in kinds. */
export const conditions: Schema = keyedList(
  ['type'],
  object({
    type: text,
    status: text,
    reason: text,
    message: text,
    observedGeneration: int,
    lastTransitionTime: { ...text, nullable: true },
  }),
);
