/** One finding of validation, in the API server's vocabulary (`field.Error`). */
export interface FieldError {
  /** `FieldValueInvalid`, `FieldValueRequired`, ...: the reason of the cause in a 422. */
  readonly reason: string;
  /** `spec.data[0].secretKey`; `<nil>` for the whole object. */
  readonly field: string;
  /** `Invalid value: "a/b": ...`, without the field. */
  readonly message: string;
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${print(value)}: ${detail}` };
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return { reason: 'FieldValueTypeInvalid', field, message: `Invalid value: ${print(value)}: ${detail}` };
}

export function required(field: string, detail = ''): FieldError {
  return {
    reason: 'FieldValueRequired',
    field,
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
  };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${detail}` };
}

export function unsupported(field: string, value: unknown, allowed: readonly unknown[]): FieldError {
  const values = allowed.map((one) => (typeof one === 'string' ? JSON.stringify(one) : print(one)));
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${print(value)}: supported values: ${values.join(', ')}`,
  };
}

export function tooLong(field: string, max: number): FieldError {
  return { reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${max} bytes` };
}

/** `unit` is singular: the server writes `at most 1 item` and `at most 2 items`. */
export function tooMany(field: string, count: number, max: number): FieldError {
  const unit = max === 1 ? 'item' : 'items';
  return {
    reason: 'FieldValueTooMany',
    field,
    message: `Too many: ${count}: must have at most ${max} ${unit}`,
  };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${print(value)}` };
}

function print(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
