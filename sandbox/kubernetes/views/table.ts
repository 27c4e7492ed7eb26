import { isObject, type JsonObject } from '../json.ts';
import type { PrinterColumn, Resource } from '../resources/resource.ts';
import { builtinTable } from './builtin-tables.ts';

/** One column of a table and how its cell is read. */
export interface Column {
  readonly name: string;
  readonly type?: string;
  readonly priority?: number;
  cell(object: JsonObject, now: number): unknown;
}

/** The table that `kubectl get` asks for. Ages count up to `now`, in milliseconds since the epoch. */
export function tableOf(
  { resource, now }: { readonly resource: Resource; readonly now: number },
  items: readonly JsonObject[],
  metadata: JsonObject,
): JsonObject {
  const columns = builtinTable(resource) ?? [NAME, ...resource.columns.map(printerColumn)];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type = 'string', priority = 0 }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority,
    })),
    rows: items.map((object) => ({
      cells: columns.map((column) => column.cell(object, now)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] },
    })),
  };
}

const NAME: Column = { name: 'Name', cell: (object) => readPath(object, '.metadata.name') };

function printerColumn(column: PrinterColumn): Column {
  const { name, type, priority = 0 } = column;
  return {
    name,
    type: type === 'date' ? 'date' : type,
    priority,
    cell: (object, now) => {
      const value = readPath(object, column.jsonPath);
      if (value === undefined || value === null) return null;
      if (type === 'date') return formatAge(now - Date.parse(String(value)));
      return typeof value === 'object' ? JSON.stringify(value) : value;
    },
  };
}

/** The simple JSON paths of printer columns: `.spec.name`, `.status.conditions[?(@.type=="Ready")].status`. */
export function readPath(object: JsonObject, path: string): unknown {
  let found: unknown = object;
  for (const [, key, field, wanted, index] of path.matchAll(
    /\.?([\w-]+)|\[\?\(@\.(\w+)\s*==\s*["'](.*?)["']\)\]|\[(\d+)\]/g,
  )) {
    if (key !== undefined) found = isObject(found) ? found[key] : undefined;
    else if (!Array.isArray(found)) return undefined;
    else if (index !== undefined) found = found[Number(index)];
    else found = found.find((item: unknown) => isObject(item) && item[field ?? ''] === wanted);
  }
  return found;
}

/** An age as kubectl writes it: 59s, 3m4s, 15m, 3h5m, 12h, 2d3h, 10d, 1y20d. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  return pair(Math.floor(days / 365), 'y', days % 365, 'd');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
