import { cloneJson, isObject, type JsonObject } from '../json.ts';
import { type Schema, valueSchema } from './schema.ts';

/** Fills in, in place, the defaults that the schema declares; a null that may not be null counts as absent. */
export function applyDefaults(value: unknown, schema: Schema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) applyDefaults(item, schema.items);
    return;
  }
  if (!isObject(value)) return;
  const fields = schema.properties;
  if (fields !== undefined) defaultFields(value, fields);
  const values = valueSchema(schema);
  for (const key of Object.keys(value)) {
    applyDefaults(value[key], fields?.[key] ?? values);
  }
}

function defaultFields(object: JsonObject, fields: Readonly<Record<string, Schema>>): void {
  for (const key in fields) {
    const schema = fields[key];
    if (schema === undefined || schema.default === undefined) continue;
    const absent = object[key] === undefined || (object[key] === null && schema.nullable !== true);
    if (absent) object[key] = cloneJson(schema.default);
  }
}
