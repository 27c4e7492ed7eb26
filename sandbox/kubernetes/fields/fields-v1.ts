import { isObject, type JsonObject } from '../json.ts';
import { EMPTY_SET, type FieldSet, isEmptySet } from './field-set.ts';

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
