import { itemElement, itemsByElement } from '../fields/list-items.ts';
import { fieldSchema } from '../fields/shape.ts';
import { isObject, type JsonObject } from '../json.ts';
import { keepsUnknown, type Schema } from '../schema/schema.ts';
import { refuse } from '../status-error.ts';

const DIRECTIVE = '$patch';
const ORDER = '$setElementOrder/';
const DELETE_ITEMS = '$deleteFromPrimitiveList/';

/**
 * Strategic merge patch, which `kubectl apply`, `edit` and `patch` send for built-in kinds: as a JSON merge patch,
 * but keyed lists and sets join, and directives in the patch delete or replace. Lists of kinds whose schema the
 * sandbox does not have are refused, since nobody could say how they join.
 */
export function strategicMerge(target: unknown, patch: unknown, schema: Schema | undefined): unknown {
  if (!isObject(patch)) return patch;
  const { [DIRECTIVE]: directive, ...fields } = patch;
  if (directive === 'replace') return fields;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  retainKeys(merged, fields);
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith(DELETE_ITEMS)) deleteItems(merged, key.slice(DELETE_ITEMS.length), value);
    if (key.startsWith('$')) continue;
    if (value === null || (isObject(value) && value[DIRECTIVE] === 'delete')) delete merged[key];
    else if (Array.isArray(value)) {
      const order = fields[`${ORDER}${key}`];
      merged[key] = mergeLists({ live: merged[key], patch: value, order }, fieldSchema(schema, key));
    } else merged[key] = strategicMerge(merged[key], value, fieldSchema(schema, key));
  }
  return merged;
}

/** `$retainKeys` names the only keys of the map that may stay. */
function retainKeys(merged: JsonObject, patch: JsonObject): void {
  const kept = patch['$retainKeys'];
  if (!Array.isArray(kept)) return;
  for (const key of Object.keys(merged)) {
    if (!kept.includes(key)) delete merged[key];
  }
}

function deleteItems(merged: JsonObject, key: string, items: unknown): void {
  const list = merged[key];
  if (!Array.isArray(list) || !Array.isArray(items)) return;
  merged[key] = list.filter((item: unknown) => !items.includes(item));
}

interface Lists {
  readonly live: unknown;
  readonly patch: readonly unknown[];
  /** The order that the client wants: items, or only their keys. */
  readonly order: unknown;
}

function mergeLists({ live, patch, order }: Lists, schema: Schema | undefined): unknown {
  if (schema?.items === undefined || keepsUnknown(schema)) {
    throw refuse.notImplemented('strategic merge patches of lists of this kind (use --type merge or json)');
  }
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'map' && type !== 'set') return patch;
  const isReplace = (item: unknown): boolean => isObject(item) && item[DIRECTIVE] === 'replace';
  if (patch.some(isReplace)) return patch.filter((item) => !isReplace(item));
  const items = itemsByElement(live, schema);
  const added = new Map<string, unknown>();
  for (const item of patch) {
    const element = itemElement(item, schema);
    if (isObject(item) && item[DIRECTIVE] === 'delete') items.delete(element);
    else {
      const place = items.has(element) ? items : added;
      place.set(element, strategicMerge(items.get(element), item, schema.items));
    }
  }
  const merged = new Map([...added, ...items]);
  const wanted = itemsByElement(order, schema).keys();
  const first = [...wanted].filter((element) => merged.has(element));
  return [...new Set([...first, ...merged.keys()])].map((element) => merged.get(element));
}
