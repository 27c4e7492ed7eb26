import { isObject, type JsonObject } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import { EMPTY_SET, type FieldSet, isEmptySet } from './field-set.ts';
import { itemElement, itemsByElement } from './list-items.ts';
import { fieldSchema, isDeclared, shapeOf } from './shape.ts';

/** Lays an applied object over the live one: maps and keyed lists join, everything else is replaced. */
export function mergeObjects(live: JsonObject, applied: JsonObject, schema: Schema | undefined): JsonObject {
  const merged: JsonObject = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    merged[key] = mergeValues(live[key], value, fieldSchema(schema, key));
  }
  return merged;
}

function mergeValues(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  if (live === undefined || live === null) return applied;
  const shape = shapeOf(applied, schema);
  if (shape === 'leaf' || shapeOf(live, schema) !== shape) return applied;
  if (isObject(live) && isObject(applied)) return mergeObjects(live, applied, schema);
  const items = itemsByElement(live, schema);
  for (const [element, item] of itemsByElement(applied, schema)) {
    items.set(element, mergeValues(items.get(element), item, schema?.items));
  }
  return [...items.values()];
}

/** The object without the paths of `set`. Maps and lists that become empty are null: decoding drops them. */
export function removePaths(object: JsonObject, set: FieldSet, schema: Schema | undefined): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const element = `f:${key}`;
    if (set.members.has(element)) continue;
    const rest = removeBelow(value, set.children.get(element), fieldSchema(schema, key));
    if (rest !== undefined) kept[key] = rest;
  }
  return kept;
}

function removeBelow(value: unknown, set: FieldSet | undefined, schema: Schema | undefined): unknown {
  if (set === undefined || isEmptySet(set)) return value;
  const shape = shapeOf(value, schema);
  if (shape === 'leaf') return null;
  if (isObject(value)) {
    const rest = removePaths(value, set, schema);
    return Object.keys(rest).length === 0 ? null : rest;
  }
  if (!Array.isArray(value)) return null;
  const rest: unknown[] = [];
  for (const item of value) {
    const element = itemElement(item, schema);
    if (!set.members.has(element)) rest.push(removeBelow(item, set.children.get(element), schema?.items));
  }
  return rest.length === 0 ? null : rest;
}

/** Adds the struct fields on the way to every path, which a set leaves out though they go with their last child. */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const key = element.slice(2);
    const named = element.startsWith('f:');
    if (named && isDeclared(schema, key)) members.add(element);
    children.set(element, withNamedFields(child, named ? fieldSchema(schema, key) : schema?.items));
  }
  return children.size === 0 && members.size === 0 ? EMPTY_SET : { members, children };
}
