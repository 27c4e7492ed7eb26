import { isObject, type JsonObject, jsonEqual } from '../json.ts';
import { type FieldError, fieldError } from './field-error.ts';
import { type Schema, valueSchema } from './schema.ts';

/** Where a value stands, and what stood there before: what did not change is not judged again (ratcheting). */
interface Place {
  /** `spec.data[0].key`; empty for the object. */
  readonly path: string;
  readonly live?: unknown;
}

/** Findings of a value against its schema, with the API server's messages, ordered by field. */
export function validate(value: unknown, schema: Schema, place: Place): FieldError[] {
  const errors: FieldError[] = [];
  check(value, schema, place, errors);
  return errors.sort((left, right) => (left.field < right.field ? -1 : left.field > right.field ? 1 : 0));
}

function check(value: unknown, schema: Schema, place: Place, errors: FieldError[]): void {
  const { path, live } = place;
  if (value === null && schema.nullable === true) return;
  if (live !== undefined && jsonEqual(value, live)) return;
  const mismatch = typeMismatch(value, schema);
  if (mismatch !== undefined) {
    const got = typeName(value);
    errors.push(fieldError.typeInvalid(path, got, `${path} in body must be of type ${mismatch}: "${got}"`));
    return;
  }
  if (schema.enum !== undefined && !schema.enum.some((one) => jsonEqual(one, value))) {
    errors.push(fieldError.unsupported(path, value, schema.enum));
  }
  if (typeof value === 'string') checkString(value, schema, path, errors);
  else if (typeof value === 'number') checkNumber(value, schema, path, errors);
  else if (Array.isArray(value)) checkList(value, schema, path, errors);
  else if (isObject(value)) checkObject(value, schema, place, errors);
  checkCombinations(value, schema, path, errors);
}

/** The type that was wanted, when `value` is not of it. */
function typeMismatch(value: unknown, schema: Schema): string | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return typeof value === 'string' || Number.isInteger(value) ? undefined : 'integer,string';
  }
  const wanted = schema.type;
  if (wanted === undefined || wanted === '') return undefined;
  const got = typeName(value);
  if (got === wanted || (wanted === 'number' && got === 'integer')) return undefined;
  return wanted;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Of the rules for texts only the first that is broken is named. */
function checkString(value: string, schema: Schema, path: string, errors: FieldError[]): void {
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    errors.push(fieldError.tooLong(path, schema.maxLength));
  } else if (schema.minLength !== undefined && length < schema.minLength) {
    errors.push(
      fieldError.invalid(path, value, `${path} in body should be at least ${schema.minLength} chars long`),
    );
  } else if (schema.pattern !== undefined && !pattern(schema.pattern).test(value)) {
    errors.push(fieldError.invalid(path, value, `${path} in body should match '${schema.pattern}'`));
  } else if (schema.format === 'date-time' && Number.isNaN(Date.parse(value))) {
    errors.push(
      fieldError.invalid(path, value, `${path} in body must be of type date-time: ${JSON.stringify(value)}`),
    );
  }
}

const patterns = new Map<string, RegExp>();

/** The patterns of CRDs are RE2; those we meet mean the same in JavaScript with the `u` flag off. */
function pattern(source: string): RegExp {
  let compiled = patterns.get(source);
  if (compiled === undefined) {
    compiled = new RegExp(source);
    patterns.set(source, compiled);
  }
  return compiled;
}

function checkNumber(value: number, schema: Schema, path: string, errors: FieldError[]): void {
  const { minimum, maximum } = schema;
  if (maximum !== undefined && (value > maximum || (schema.exclusiveMaximum === true && value === maximum))) {
    const word = schema.exclusiveMaximum === true ? 'less than' : 'less than or equal to';
    errors.push(fieldError.invalid(path, value, `${path} in body should be ${word} ${maximum}`));
  }
  if (minimum !== undefined && (value < minimum || (schema.exclusiveMinimum === true && value === minimum))) {
    const word = schema.exclusiveMinimum === true ? 'greater than' : 'greater than or equal to';
    errors.push(fieldError.invalid(path, value, `${path} in body should be ${word} ${minimum}`));
  }
  if (schema.multipleOf !== undefined && value % schema.multipleOf !== 0) {
    errors.push(
      fieldError.invalid(path, value, `${path} in body should be a multiple of ${schema.multipleOf}`),
    );
  }
}

function checkList(value: readonly unknown[], schema: Schema, path: string, errors: FieldError[]): void {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    errors.push(fieldError.tooMany(path, value.length, schema.maxItems));
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    errors.push(
      fieldError.invalid(path, value.length, `${path} in body should have at least ${schema.minItems} items`),
    );
  }
  const items = schema.items;
  if (items === undefined) return;
  value.forEach((item, index) => {
    check(item, items, { path: `${path}[${index}]` }, errors);
  });
}

function checkObject(value: JsonObject, schema: Schema, place: Place, errors: FieldError[]): void {
  const { path, live } = place;
  const count = Object.keys(value).length;
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    errors.push(fieldError.tooMany(path, count, schema.maxProperties));
  }
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    errors.push(
      fieldError.invalid(
        path,
        count,
        `${path} in body should have at least ${schema.minProperties} properties`,
      ),
    );
  }
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) errors.push(fieldError.required(join(path, name)));
  }
  const values = valueSchema(schema);
  for (const [key, field] of Object.entries(value)) {
    const own = schema.properties?.[key] ?? values;
    if (own === undefined || field === undefined) continue;
    check(field, own, { path: join(path, key), live: isObject(live) ? live[key] : undefined }, errors);
  }
}

function checkCombinations(value: unknown, schema: Schema, path: string, errors: FieldError[]): void {
  const holds = (one: Schema): boolean => validate(value, one, { path }).length === 0;
  if (schema.oneOf !== undefined) {
    const matching = schema.oneOf.filter(holds).length;
    const found = matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`;
    if (matching !== 1) {
      errors.push(
        fieldError.invalid(path, value, `"${path}" must validate one and only one schema (oneOf). ${found}`),
      );
    }
  }
  if (schema.anyOf !== undefined && !schema.anyOf.some(holds)) {
    errors.push(fieldError.invalid(path, value, `"${path}" must validate at least one schema (anyOf)`));
  }
  for (const one of schema.allOf ?? []) check(value, one, { path }, errors);
  if (schema.not !== undefined && holds(schema.not)) {
    errors.push(fieldError.invalid(path, value, `"${path}" must not validate the schema (not)`));
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
