import { isObject, type JsonObject, jsonEqual } from '../json.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';
import { checkConfigKey } from '../schema/names.ts';

/** All values of a Secret or ConfigMap together (api core/v1 `MaxSecretSize`). */
const SECRET_BYTES_MAX = 1024 * 1024;

const REDACTED = '<secret contents redacted>';

/** Decoding: `stringData` goes into `data`, an absent type is Opaque. */
export function defaultSecret(secret: JsonObject): void {
  if (isObject(secret['stringData'])) {
    const data = isObject(secret['data']) ? { ...secret['data'] } : {};
    for (const [key, value] of Object.entries(secret['stringData'])) {
      data[key] = Buffer.from(String(value)).toString('base64');
    }
    secret['data'] = data;
  }
  delete secret['stringData'];
  if (secret['type'] === undefined || secret['type'] === '') secret['type'] = 'Opaque';
  if (isObject(secret['data']) && Object.keys(secret['data']).length === 0) delete secret['data'];
}

/** The rules of the API server for Secrets, on create (`live` undefined) and update. */
export function validateSecret(secret: JsonObject, live: JsonObject | undefined): FieldError[] {
  const errors = live === undefined ? [] : validateSecretUpdate(secret, live);
  const data = isObject(secret['data']) ? secret['data'] : {};
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...checkConfigKey(key).map((finding) => fieldError.invalid(`data[${key}]`, key, finding)));
    size += Buffer.byteLength(String(value), 'base64');
  }
  if (size > SECRET_BYTES_MAX) errors.push(fieldError.tooLong('data', SECRET_BYTES_MAX));
  return [...errors, ...validateType(secret, data)];
}

function validateSecretUpdate(secret: JsonObject, live: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  if (secret['type'] !== live['type'])
    errors.push(fieldError.invalid('type', secret['type'], 'field is immutable'));
  if (live['immutable'] !== true) return errors;
  const why = 'field is immutable when `immutable` is set';
  if (secret['immutable'] !== true) errors.push(fieldError.forbidden('immutable', why));
  if (!jsonEqual(secret['data'] ?? {}, live['data'] ?? {})) errors.push(fieldError.forbidden('data', why));
  return errors;
}

function validateType(secret: JsonObject, data: JsonObject): FieldError[] {
  const missing = (key: string): FieldError[] => (key in data ? [] : [fieldError.required(`data[${key}]`)]);
  switch (secret['type']) {
    case 'kubernetes.io/service-account-token':
      return annotation(secret, 'kubernetes.io/service-account.name') === ''
        ? [fieldError.required('metadata.annotations[kubernetes.io/service-account.name]')]
        : [];
    case 'kubernetes.io/dockercfg':
      return [...missing('.dockercfg'), ...checkJson(data, '.dockercfg')];
    case 'kubernetes.io/dockerconfigjson':
      return [...missing('.dockerconfigjson'), ...checkJson(data, '.dockerconfigjson')];
    case 'kubernetes.io/basic-auth':
      return 'username' in data || 'password' in data ? [] : [...missing('username'), ...missing('password')];
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [fieldError.required('data[ssh-privatekey]')] : [];
    case 'kubernetes.io/tls':
      return [...missing('tls.crt'), ...missing('tls.key')];
    default:
      return [];
  }
}

function annotation(secret: JsonObject, key: string): unknown {
  const metadata = isObject(secret['metadata']) ? secret['metadata'] : {};
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  return annotations[key] ?? '';
}

/** A docker configuration must be a JSON object; the text itself is never repeated. */
function checkJson(data: JsonObject, key: string): FieldError[] {
  if (!(key in data)) return [];
  const text = Buffer.from(String(data[key]), 'base64').toString('utf8');
  const why = jsonProblem(text);
  return why === '' ? [] : [fieldError.invalid(`data[${key}]`, REDACTED, why)];
}

function jsonProblem(text: string): string {
  if (text.trim() === '') return 'unexpected end of JSON input';
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed) || parsed === null) return '';
    const type = Array.isArray(parsed) ? 'array' : goType(parsed);
    return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  } catch {
    return `invalid character '${text.trim()[0] ?? ''}' looking for beginning of value`;
  }
}

function goType(value: unknown): string {
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
