/** One finding of validation, in the API server's vocabulary (`field.Error`). */
export interface FieldError {
  /** `FieldValueInvalid`, `FieldValueRequired`, ...: the reason of the cause in a 422. */
  readonly reason: string;
  /** `spec.data[0].secretKey`; `<nil>` for the whole object. */
  readonly field: string;
  /** `Invalid value: "a/b": ...`, without the field. */
  readonly message: string;
}

/** The findings the API server makes, each with its own reason and wording. */
export const fieldError = {
  invalid: (field: string, value: unknown, detail: string): FieldError => ({
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${print(value)}: ${detail}`,
  }),

  typeInvalid: (field: string, value: unknown, detail: string): FieldError => ({
    reason: 'FieldValueTypeInvalid',
    field,
    message: `Invalid value: ${print(value)}: ${detail}`,
  }),

  required: (field: string, detail = ''): FieldError => ({
    reason: 'FieldValueRequired',
    field,
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
  }),

  forbidden: (field: string, detail: string): FieldError => ({
    reason: 'FieldValueForbidden',
    field,
    message: `Forbidden: ${detail}`,
  }),

  unsupported: (field: string, value: unknown, allowed: readonly unknown[]): FieldError => ({
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${print(value)}: supported values: ${allowed.map(print).join(', ')}`,
  }),

  tooLong: (field: string, max: number): FieldError => ({
    reason: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${max} bytes`,
  }),

  /** The server writes `at most 1 item` and `at most 2 items`. */
  tooMany: (field: string, count: number, max: number): FieldError => ({
    reason: 'FieldValueTooMany',
    field,
    message: `Too many: ${count}: must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
  }),
};

function print(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
