import { isObject, type JsonObject } from '../json.ts';

/**
 * A set of field paths: the trie that `managedFields[].fieldsV1` holds. A path element is written as on the wire:
 * `f:name`, `k:{"uid":"..."}` (item of a keyed list), `v:"value"` (item of a set). Sets are values: operations
 * return new ones and may share parts.
 */
export interface FieldSet {
  /** Elements that are paths of the set themselves. */
  readonly members: ReadonlySet<string>;
  /** What lies below an element. */
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const EMPTY_SET: FieldSet = { members: new Set(), children: new Map() };

export function isEmptySet(set: FieldSet): boolean {
  if (set.members.size > 0) return false;
  for (const child of set.children.values()) {
    if (!isEmptySet(child)) return false;
  }
  return true;
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map(left.children);
  for (const [element, set] of right.children) {
    const own = children.get(element);
    children.set(element, own === undefined ? set : union(own, set));
  }
  return { members: new Set([...left.members, ...right.members]), children };
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    const other = right.children.get(element);
    const rest = other === undefined ? set : difference(set, other);
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { members: without(left.members, right.members), children };
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    const other = right.children.get(element);
    const shared = other === undefined ? EMPTY_SET : intersection(set, other);
    if (!isEmptySet(shared)) children.set(element, shared);
  }
  return { members: new Set([...left.members].filter((element) => right.members.has(element))), children };
}

function without(left: ReadonlySet<string>, right: ReadonlySet<string>): Set<string> {
  return new Set([...left].filter((element) => !right.has(element)));
}

/** Removes every path that is in `prefixes` or lies below one that is. */
export function withoutPrefixes(set: FieldSet, prefixes: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    if (prefixes.members.has(element)) continue;
    const below = prefixes.children.get(element);
    const rest = below === undefined ? child : withoutPrefixes(child, below);
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { members: without(set.members, prefixes.members), children };
}

/** The set of `fieldsV1`. */
export function parseFields(fields: unknown): FieldSet {
  if (!isObject(fields)) return EMPTY_SET;
  const members = new Set<string>();
  const children = new Map<string, FieldSet>();
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.' || !isObject(below)) continue;
    const keys = Object.keys(below);
    if (keys.length === 0 || '.' in below) members.add(element);
    if (keys.length > 0 && !(keys.length === 1 && keys[0] === '.')) children.set(element, parseFields(below));
  }
  return { members, children };
}

/** `fieldsV1` of a set, elements in byte order. */
export function formatFields(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  const elements = [...new Set([...set.members, ...set.children.keys()])].sort();
  for (const element of elements) {
    const child = set.children.get(element);
    const below = child === undefined || isEmptySet(child) ? undefined : formatFields(child);
    if (below === undefined) fields[element] = {};
    else fields[element] = set.members.has(element) ? { '.': {}, ...below } : below;
  }
  return fields;
}

/** Paths in dotted form, as conflict messages name them: `.data.key`, `.spec.ports[port=80,protocol="TCP"]`. */
export function formatPaths(set: FieldSet, prefix = ''): string[] {
  const paths: string[] = [];
  for (const element of [...new Set([...set.members, ...set.children.keys()])].sort()) {
    const path = `${prefix}${formatElement(element)}`;
    if (set.members.has(element)) paths.push(path);
    const child = set.children.get(element);
    if (child !== undefined) paths.push(...formatPaths(child, path));
  }
  return paths;
}

function formatElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  if (!element.startsWith('k:')) return `[${text}]`;
  const keys: unknown = JSON.parse(text);
  const parts = isObject(keys) ? Object.entries(keys).map(([k, v]) => `${k}=${JSON.stringify(v)}`) : [text];
  return `[${parts.join(',')}]`;
}
