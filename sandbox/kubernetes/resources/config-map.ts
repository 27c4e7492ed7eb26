import { isObject, type JsonObject, jsonEqual } from '../json.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';
import { checkConfigKey } from '../schema/names.ts';

/** The rules for ConfigMaps. */
export function validateConfigMap(map: JsonObject, live: JsonObject | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const data = isObject(map['data']) ? map['data'] : {};
  const binary = isObject(map['binaryData']) ? map['binaryData'] : {};
  for (const [field, keys] of Object.entries({ data: Object.keys(data), binaryData: Object.keys(binary) })) {
    for (const key of keys) {
      errors.push(
        ...checkConfigKey(key).map((finding) => fieldError.invalid(`${field}[${key}]`, key, finding)),
      );
    }
  }
  if (live?.['immutable'] === true) {
    const why = 'field is immutable when `immutable` is set';
    if (map['immutable'] !== true) errors.push(fieldError.forbidden('immutable', why));
    if (!jsonEqual(data, live['data'] ?? {})) errors.push(fieldError.forbidden('data', why));
  }
  return errors;
}
