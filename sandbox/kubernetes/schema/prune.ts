import { isObject, type JsonObject } from '../json.ts';
import { keepsUnknown, type Schema, valueSchema } from './schema.ts';

const META = ['apiVersion', 'kind', 'metadata'];

/**
 * Drops, in place, every field that the schema does not declare, as the API server does on each request and
 * response of a version. Returns the paths dropped (`spec.data[0].colour`), for warnings and strict validation.
 */
export function prune(object: JsonObject, schema: Schema | undefined): string[] {
  const dropped: string[] = [];
  if (schema === undefined) return dropped;
  for (const key of Object.keys(object)) {
    if (!META.includes(key)) pruneField(object, { key, schema, path: key, dropped });
  }
  return dropped;
}

interface Field {
  readonly key: string;
  /** Schema of the object that holds the field. */
  readonly schema: Schema;
  readonly path: string;
  readonly dropped: string[];
}

function pruneField(holder: JsonObject, field: Field): void {
  const own = field.schema.properties?.[field.key];
  const values = field.schema.additionalProperties;
  if (own !== undefined) pruneValue(holder[field.key], own, field.path, field.dropped);
  else if (values === true) return;
  else if (typeof values === 'object') pruneValue(holder[field.key], values, field.path, field.dropped);
  else if (!keepsUnknown(field.schema)) {
    field.dropped.push(field.path);
    delete holder[field.key];
  }
}

function pruneValue(value: unknown, schema: Schema, path: string, dropped: string[]): void {
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items === undefined) return;
    value.forEach((item, index) => {
      pruneValue(item, items, `${path}[${index}]`, dropped);
    });
  } else if (isObject(value)) {
    const embedded = schema['x-kubernetes-embedded-resource'] === true;
    for (const key of Object.keys(value)) {
      if (embedded && META.includes(key)) continue;
      pruneField(value, { key, schema, path: `${path}.${key}`, dropped });
    }
  }
}

/**
 * Removes nulls where the schema neither allows null nor has a default to put there. The server does this to what
 * is sent, not to what server-side apply merges (recorded: template-null-value).
 */
export function pruneNulls(value: unknown, schema: Schema | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema?.items);
  } else if (isObject(value)) {
    for (const [key, field] of Object.entries(value)) {
      const own = schema?.properties?.[key] ?? valueSchema(schema);
      if (field !== null) pruneNulls(field, own);
      else if (own !== undefined && own.nullable !== true && own.default === undefined) delete value[key];
    }
  }
}
