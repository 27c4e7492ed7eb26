import { isObject, type JsonObject } from '../json.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';

const PATH_TYPES = ['Exact', 'Prefix', 'ImplementationSpecific'];

/** The rules for Ingresses that manifests meet. */
export function validateIngress(ingress: JsonObject): FieldError[] {
  const spec = isObject(ingress['spec']) ? ingress['spec'] : {};
  const rules = Array.isArray(spec['rules']) ? spec['rules'] : [];
  const errors: FieldError[] = [];
  if (rules.length === 0 && spec['defaultBackend'] === undefined) {
    errors.push(fieldError.invalid('spec', null, 'either `defaultBackend` or `rules` must be specified'));
  }
  rules.forEach((rule: unknown, index) => {
    const http = isObject(rule) && isObject(rule['http']) ? rule['http'] : undefined;
    if (http === undefined) return;
    const paths = Array.isArray(http['paths']) ? http['paths'] : [];
    const at = `spec.rules[${index}].http.paths`;
    if (paths.length === 0) errors.push(fieldError.required(at));
    paths.forEach((path: unknown, number) => {
      if (isObject(path)) errors.push(...validatePath(path, `${at}[${number}]`));
    });
  });
  return errors;
}

function validatePath(path: JsonObject, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = path['pathType'];
  if (type === undefined) errors.push(fieldError.required(`${at}.pathType`, 'pathType must be specified'));
  else if (!PATH_TYPES.includes(String(type)))
    errors.push(fieldError.unsupported(`${at}.pathType`, type, PATH_TYPES));
  const text = path['path'];
  if ((type === 'Exact' || type === 'Prefix') && (typeof text !== 'string' || !text.startsWith('/'))) {
    errors.push(fieldError.invalid(`${at}.path`, text ?? '', 'must be an absolute path'));
  }
  const backend = isObject(path['backend']) ? path['backend'] : {};
  if (isObject(backend['service']) && (backend['service']['name'] ?? '') === '') {
    errors.push(fieldError.required(`${at}.backend.service.name`));
  }
  return errors;
}
