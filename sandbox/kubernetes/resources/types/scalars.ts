import type { Schema } from '../../schema/schema.ts';

/** Words for writing the schemas of built-in kinds briefly. */
export const text: Schema = { type: 'string' };
export const bytes: Schema = { type: 'string', format: 'byte' };
export const bool: Schema = { type: 'boolean' };
export const int: Schema = { type: 'integer' };
export const intOrText: Schema = { 'x-kubernetes-int-or-string': true };
/** Anything: kept as sent. */
export const any: Schema = { 'x-kubernetes-preserve-unknown-fields': true };
