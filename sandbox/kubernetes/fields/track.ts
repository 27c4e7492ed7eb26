import type { JsonObject } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import { type Comparison, compareObjects, fieldsOf } from './compare.ts';
import { withoutPrefixes } from './field-prefixes.ts';
import { EMPTY_SET, type FieldSet, isEmptySet } from './field-set.ts';
import { parseFields } from './fields-v1.ts';
import { isSameManager, type ManagedEntry, type Manager } from './managers.ts';
import { mergeObjects, removePaths, withNamedFields } from './merge.ts';
import { difference, intersection, union } from './set-algebra.ts';

/** What a write is tracked against. Objects carry no managedFields here. */
export interface Tracking {
  readonly live: JsonObject;
  readonly schema: Schema | undefined;
  readonly managed: readonly ManagedEntry[];
  readonly manager: Manager;
  /** Prefixes that this endpoint does not write: `status`, or everything but the status. */
  readonly ignored: FieldSet;
  /** RFC 3339. */
  readonly time: string;
}

/** Fields of another manager that an unforced apply would change. */
export interface FieldConflict {
  readonly manager: ManagedEntry;
  readonly fields: FieldSet;
}

export interface Applied {
  readonly object: JsonObject;
  readonly managed: readonly ManagedEntry[];
  /** Empty when the apply went through. */
  readonly conflicts: readonly FieldConflict[];
}

/** Nobody owns what the server sets itself. */
const UNOWNED = parseFields({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:creationTimestamp': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:name': {},
    'f:namespace': {},
    'f:resourceVersion': {},
    'f:selfLink': {},
    'f:uid': {},
  },
});

/** The entries after a create, update or patch: the writer takes what it changed, everyone loses what is gone. */
export function trackUpdate(tracking: Tracking, next: JsonObject): ManagedEntry[] {
  const comparison = compareObjects(tracking.live, next, tracking.schema);
  const changed = union(comparison.modified, comparison.added);
  const taken = difference(withoutPrefixes(changed, tracking.ignored), UNOWNED);
  const entries = releaseFields(tracking, comparison).map((entry) => ({
    ...entry,
    fields: difference(entry.fields, changedBy(tracking, comparison)),
  }));
  if (isEmptySet(taken)) return entries;
  const own = entries.find((entry) => isSameManager(entry, tracking.manager));
  const fields = own === undefined ? taken : union(own.fields, taken);
  const rest = entries.filter((entry) => entry !== own);
  return [...rest, { ...tracking.manager, time: tracking.time, fields }];
}

function changedBy(tracking: Tracking, comparison: Comparison): FieldSet {
  return withoutPrefixes(union(comparison.modified, comparison.added), tracking.ignored);
}

function releaseFields(tracking: Tracking, comparison: Comparison): ManagedEntry[] {
  const removed = withoutPrefixes(comparison.removed, tracking.ignored);
  return tracking.managed.map((entry) => ({ ...entry, fields: difference(entry.fields, removed) }));
}

/** Server-side apply of `applied`. With conflicts and without `force` the object is the live one. */
export function trackApply(tracking: Tracking, applied: JsonObject, force: boolean): Applied {
  const { live, schema, manager } = tracking;
  const before = tracking.managed.find((entry) => isSameManager(entry, manager));
  const claimed = withoutPrefixes(fieldsOf(applied, schema), tracking.ignored);
  const own: ManagedEntry = { ...manager, time: before?.time ?? '', fields: claimed };
  const others = tracking.managed.filter((entry) => entry !== before);
  const merged = mergeObjects(live, applied, schema);
  const object = removeAbandoned({ merged, schema, entries: [...others, own] }, before?.fields ?? EMPTY_SET);
  const comparison = compareObjects(live, object, schema);
  const changed = changedBy(tracking, comparison);
  const conflicts = findConflicts(others, changed);
  if (conflicts.length > 0 && !force) return { object: live, managed: tracking.managed, conflicts };
  const unchanged = isEmptySet(union(union(comparison.added, comparison.removed), comparison.modified));
  const released = releaseFields({ ...tracking, managed: others }, comparison).map((entry) => ({
    ...entry,
    fields: difference(entry.fields, changed),
  }));
  const fields = difference(claimed, UNOWNED);
  const time = unchanged ? own.time : tracking.time;
  return { object, managed: [...released, { ...own, time, fields }], conflicts: [] };
}

function findConflicts(others: readonly ManagedEntry[], changed: FieldSet): FieldConflict[] {
  return others
    .map((manager) => ({ manager, fields: intersection(manager.fields, changed) }))
    .filter((conflict) => !isEmptySet(conflict.fields));
}

interface Merged {
  readonly merged: JsonObject;
  readonly schema: Schema | undefined;
  /** All managers, the applying one with what it claims now. */
  readonly entries: readonly ManagedEntry[];
}

/** Removes what this manager applied last time, not this time, and nobody else owns. */
function removeAbandoned({ merged, schema, entries }: Merged, last: FieldSet): JsonObject {
  if (isEmptySet(last)) return merged;
  const lastNamed = withNamedFields(last, schema);
  const mergedSet = withNamedFields(fieldsOf(merged, schema), schema);
  const pruned = removePaths(merged, lastNamed, schema);
  const owned = entries.reduce((set, entry) => union(set, entry.fields), EMPTY_SET);
  const kept = union(
    withNamedFields(fieldsOf(pruned, schema), schema),
    withNamedFields(union(owned, UNOWNED), schema),
  );
  const addedBack = removePaths(merged, difference(mergedSet, kept), schema);
  const gone = difference(mergedSet, withNamedFields(fieldsOf(addedBack, schema), schema));
  return removePaths(merged, intersection(gone, lastNamed), schema);
}
