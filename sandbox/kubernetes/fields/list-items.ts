import { isObject, type JsonObject } from '../json.ts';
import type { Schema } from '../schema/schema.ts';

/** The items of a keyed list or set by their path element: `k:{"uid":"..."}` or `v:"..."`. */
export function itemsByElement(list: unknown, schema: Schema | undefined): Map<string, unknown> {
  const items = new Map<string, unknown>();
  if (!Array.isArray(list)) return items;
  for (const item of list) items.set(itemElement(item, schema), item);
  return items;
}

export function itemElement(item: unknown, schema: Schema | undefined): string {
  const keys = schema?.['x-kubernetes-list-map-keys'];
  if (keys === undefined || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const identity: JsonObject = {};
  for (const key of [...keys].sort()) {
    const value = item[key] ?? schema?.items?.properties?.[key]?.default;
    if (value !== undefined) identity[key] = value;
  }
  return `k:${JSON.stringify(identity)}`;
}
