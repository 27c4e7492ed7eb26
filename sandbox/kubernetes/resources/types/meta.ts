import type { Schema } from '../../schema/schema.ts';
import { keyedList, listOf, setOf } from './lists.ts';
import { atomic } from './modifiers.ts';
import { mapOf, object } from './objects.ts';
import { any, bool, int, text } from './scalars.ts';

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
