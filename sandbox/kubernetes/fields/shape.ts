import { isObject } from '../json.ts';
import { type Schema, valueSchema } from '../schema/schema.ts';

/**
 * How ownership treats a value: fields of a granular map and items of a keyed list or set are owned one by one,
 * everything else as a whole. Lists are atomic unless the schema says otherwise; what the schema does not
 * describe is deduced from the value.
 */
export type Shape = 'map' | 'list' | 'leaf';

export function shapeOf(value: unknown, schema: Schema | undefined): Shape {
  if (isObject(value)) return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
  if (Array.isArray(value)) {
    const type = schema?.['x-kubernetes-list-type'];
    return type === 'map' || type === 'set' ? 'list' : 'leaf';
  }
  return 'leaf';
}

export function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  return (isDeclared(schema, key) ? schema?.properties?.[key] : undefined) ?? valueSchema(schema);
}

/** Whether a field is named by the schema (a struct field) and not just a key of a map. */
export function isDeclared(schema: Schema | undefined, key: string): boolean {
  return Object.hasOwn(schema?.properties ?? {}, key);
}
