import type { Schema } from '../../schema/schema.ts';

export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}

export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}
