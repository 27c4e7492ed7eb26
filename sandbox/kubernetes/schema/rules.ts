import { compileCel } from '../cel.ts';
import { isObject, jsonEqual } from '../json.ts';
import type { FieldError } from './field-error.ts';
import { type Schema, valueSchema } from './schema.ts';

const SKIPPED: FieldError = {
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

const withRules = new WeakMap<Schema, boolean>();

/** Whether a schema has `x-kubernetes-validations` anywhere. */
function hasRules(schema: Schema): boolean {
  const known = withRules.get(schema);
  if (known !== undefined) return known;
  const values = valueSchema(schema);
  const below = [...Object.values(schema.properties ?? {}), schema.items, values];
  const found =
    schema['x-kubernetes-validations'] !== undefined ||
    below.some((one) => one !== undefined && hasRules(one));
  withRules.set(schema, found);
  return found;
}

/**
 * Findings of the CEL rules of a schema. They are only evaluated on an object without `errors`; what did not
 * change since `live` is not judged again.
 */
export function checkRules(
  value: { readonly object: unknown; readonly live: unknown },
  schema: Schema,
  errors: readonly FieldError[],
): FieldError[] {
  if (!hasRules(schema)) return [];
  if (errors.length > 0) return [SKIPPED];
  const findings: FieldError[] = [];
  evaluate({ value: value.object, live: value.live, path: '' }, schema, findings);
  return findings;
}

interface Place {
  readonly value: unknown;
  readonly live: unknown;
  readonly path: string;
}

function evaluate({ value, live, path }: Place, schema: Schema, findings: FieldError[]): void {
  if (value === undefined || !hasRules(schema)) return;
  if (live !== undefined && jsonEqual(value, live)) return;
  for (const { rule, message } of schema['x-kubernetes-validations'] ?? []) {
    if (compileCel(rule)({ self: value, oldSelf: live }) === true) continue;
    const text = `Invalid value: ${message ?? `failed rule: ${rule}`}`;
    findings.push({ reason: 'FieldValueInvalid', field: path, message: text });
  }
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      if (schema.items === undefined) return;
      evaluate({ value: item, live: undefined, path: `${path}[${index}]` }, schema.items, findings);
    });
  }
  if (!isObject(value)) return;
  for (const [key, field] of Object.entries(value)) {
    const own = schema.properties?.[key] ?? valueSchema(schema);
    const before = isObject(live) ? live[key] : undefined;
    const at = path === '' ? key : `${path}.${key}`;
    if (own !== undefined) evaluate({ value: field, live: before, path: at }, own, findings);
  }
}
