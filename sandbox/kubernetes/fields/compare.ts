import { isObject, type JsonObject, jsonEqual } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import type { FieldSet } from './field-set.ts';
import { itemsByElement } from './list-items.ts';
import { fieldSchema, isDeclared, shapeOf } from './shape.ts';

/** What a write did to the fields of an object. */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

interface MutableSet extends FieldSet {
  readonly members: Set<string>;
  readonly children: Map<string, FieldSet>;
}

type Sets = { readonly [Kind in keyof Comparison]: MutableSet };

/** Compares two objects field by field. Absent is `undefined`; null is a value. */
export function compareObjects(live: JsonObject, next: JsonObject, schema: Schema | undefined): Comparison {
  const sets = newSets();
  compareFields(sets, { live, next }, schema);
  return sets;
}

function newSets(): Sets {
  return { added: newSet(), removed: newSet(), modified: newSet() };
}

function newSet(): MutableSet {
  return { members: new Set(), children: new Map() };
}

interface Pair {
  readonly live: unknown;
  readonly next: unknown;
}

function compareFields(sets: Sets, pair: Pair, schema: Schema | undefined): void {
  const live = isObject(pair.live) ? pair.live : {};
  const next = isObject(pair.next) ? pair.next : {};
  for (const key in live) {
    compareElement(sets, `f:${key}`, { live: live[key], next: own(next, key) }, fieldSchema(schema, key));
  }
  for (const key in next) {
    if (own(live, key) !== undefined) continue;
    compareElement(sets, `f:${key}`, { live: undefined, next: next[key] }, fieldSchema(schema, key));
  }
}

/** A key may be called `toString`. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function compareItems(sets: Sets, pair: Pair, schema: Schema | undefined): void {
  const live = itemsByElement(pair.live, schema);
  const next = itemsByElement(pair.next, schema);
  for (const element of new Set([...live.keys(), ...next.keys()])) {
    compareElement(sets, element, { live: live.get(element), next: next.get(element) }, schema?.items);
  }
}

function compareElement(sets: Sets, element: string, pair: Pair, schema: Schema | undefined): void {
  const { live, next } = pair;
  if (live === next) return;
  const shape = sharedShape(pair, schema);
  if (shape !== 'leaf') {
    const below = newSets();
    if (shape === 'map') compareFields(below, pair, schema);
    else compareItems(below, pair, schema);
    attach(sets.added, element, below.added);
    attach(sets.removed, element, below.removed);
    attach(sets.modified, element, below.modified);
  }
  if (live === undefined) sets.added.members.add(element);
  else if (next === undefined) sets.removed.members.add(element);
  else if (shape === 'leaf' && !jsonEqual(live, next)) sets.modified.members.add(element);
}

/** Null takes the shape of the other side; two empty sides are compared as a whole. */
function sharedShape({ live, next }: Pair, schema: Schema | undefined): 'map' | 'list' | 'leaf' {
  if (isEmpty(live) && isEmpty(next)) return 'leaf';
  if (live === undefined || live === null) return shapeOf(next, schema);
  const shape = shapeOf(live, schema);
  return next === undefined || next === null || shapeOf(next, schema) === shape ? shape : 'leaf';
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function attach(set: MutableSet, element: string, below: MutableSet): void {
  if (below.members.size > 0 || below.children.size > 0) set.children.set(element, below);
}

/** Every path that an applied object claims. */
export function fieldsOf(object: JsonObject, schema: Schema | undefined): FieldSet {
  const set = newSet();
  claimFields(set, object, schema);
  return set;
}

function claimFields(set: MutableSet, object: JsonObject, schema: Schema | undefined): void {
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    claim(set, `f:${key}`, value, fieldSchema(schema, key));
    const empty = value === null || (isObject(value) && Object.keys(value).length === 0);
    if (empty || !isDeclared(schema, key)) set.members.add(`f:${key}`);
  }
}

function claim(set: MutableSet, element: string, value: unknown, schema: Schema | undefined): void {
  const shape = shapeOf(value, schema);
  if (shape === 'leaf') {
    set.members.add(element);
    return;
  }
  const below = newSet();
  if (isObject(value)) claimFields(below, value, schema);
  for (const [item, child] of itemsByElement(value, schema)) {
    claim(below, item, child, schema?.items);
    below.members.add(item);
  }
  attach(set, element, below);
}
