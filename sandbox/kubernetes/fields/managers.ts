import { isObject, type JsonObject } from '../json.ts';
import { EMPTY_SET, type FieldSet, isEmptySet } from './field-set.ts';
import { formatFields, parseFields } from './fields-v1.ts';
import { union } from './set-algebra.ts';

/** Who wrote fields, and how: the identity of one entry of `metadata.managedFields`. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
}

/** One entry of `metadata.managedFields`. */
export interface ManagedEntry extends Manager {
  /** RFC 3339; empty when the server has not noted one. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** At most so many Update managers are told apart (apimachinery `capmanagers`). */
const UPDATE_MANAGERS_MAX = 10;
const ANCIENT = 'ancient-changes';

/** `Apply` and `Update` of one name are different owners; the version counts only for Update. */
export function isSameManager(left: Manager, right: Manager): boolean {
  return (
    left.manager === right.manager &&
    left.operation === right.operation &&
    left.subresource === right.subresource &&
    (left.operation === 'Apply' || left.apiVersion === right.apiVersion)
  );
}

export function decodeManaged(raw: unknown): ManagedEntry[] {
  if (!Array.isArray(raw)) return [];
  return raw.filter(isObject).map((entry) => ({
    manager: text(entry['manager']),
    operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
    apiVersion: text(entry['apiVersion']),
    subresource: text(entry['subresource']),
    time: text(entry['time']),
    fields: cachedFields(entry['fieldsV1']),
  }));
}

const parsed = new WeakMap<object, FieldSet>();

/** Stored objects never change, so a trie is parsed once. */
function cachedFields(fields: unknown): FieldSet {
  if (!isObject(fields)) return EMPTY_SET;
  const known = parsed.get(fields) ?? parseFields(fields);
  parsed.set(fields, known);
  return known;
}

export function encodeManaged(entries: readonly ManagedEntry[]): JsonObject[] {
  const kept = capManagers(entries.filter((entry) => !isEmptySet(entry.fields)));
  return kept.sort(compareEntries).map((entry) => {
    const fieldsV1 = formatFields(entry.fields);
    parsed.set(fieldsV1, entry.fields);
    return {
      manager: entry.manager,
      operation: entry.operation,
      apiVersion: entry.apiVersion,
      ...(entry.time === '' ? {} : { time: entry.time }),
      fieldsType: 'FieldsV1',
      fieldsV1,
      ...(entry.subresource === '' ? {} : { subresource: entry.subresource }),
    };
  });
}

/** Folds the oldest Update managers of each version into one when there are too many. */
function capManagers(entries: readonly ManagedEntry[]): ManagedEntry[] {
  const updates = entries.filter((entry) => entry.operation === 'Update');
  const excess = updates.length - UPDATE_MANAGERS_MAX;
  if (excess <= 0) return [...entries];
  const oldest = new Set(updates.sort(compareEntries).slice(0, excess + 1));
  const folded = new Map<string, ManagedEntry>();
  for (const entry of oldest) {
    const before = folded.get(entry.apiVersion);
    const fields = before === undefined ? entry.fields : union(before.fields, entry.fields);
    folded.set(entry.apiVersion, { ...entry, manager: ANCIENT, subresource: '', fields });
  }
  return [...entries.filter((entry) => !oldest.has(entry)), ...folded.values()];
}

function compareEntries(left: ManagedEntry, right: ManagedEntry): number {
  return order(left.operation, right.operation) || order(left.time, right.time) || orderByName(left, right);
}

function orderByName(left: ManagedEntry, right: ManagedEntry): number {
  return (
    order(left.manager, right.manager) ||
    order(left.apiVersion, right.apiVersion) ||
    order(left.subresource, right.subresource)
  );
}

function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
