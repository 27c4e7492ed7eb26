import { isObject, type JsonObject } from '../json.ts';
import { type FieldError, invalid, required, unsupported } from '../schema/field-error.ts';

/** A Namespace carries its own name as a label, so that selectors can name it. */
export function defaultNamespace(namespace: JsonObject): void {
  const metadata = isObject(namespace['metadata']) ? namespace['metadata'] : {};
  const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
  if (typeof metadata['name'] !== 'string' || metadata['name'] === '') return;
  namespace['metadata'] = {
    ...metadata,
    labels: { ...labels, 'kubernetes.io/metadata.name': metadata['name'] },
  };
}

/** The finalizer that keeps a Namespace until it is empty, and its phase. */
export function prepareNamespace(namespace: JsonObject, live: JsonObject | undefined): void {
  if (live === undefined) {
    namespace['spec'] = { finalizers: ['kubernetes'] };
    namespace['status'] = { phase: 'Active' };
  } else {
    namespace['spec'] = live['spec'];
  }
}

/** Subjects and role of a binding say their API group. */
export function defaultBinding(binding: JsonObject): void {
  const group = 'rbac.authorization.k8s.io';
  if (isObject(binding['roleRef']) && binding['roleRef']['apiGroup'] === undefined) {
    binding['roleRef'] = { ...binding['roleRef'], apiGroup: group };
  }
  if (!Array.isArray(binding['subjects'])) return;
  binding['subjects'] = binding['subjects'].map((subject: unknown) =>
    isObject(subject) && subject['apiGroup'] === undefined && subject['kind'] !== 'ServiceAccount'
      ? { ...subject, apiGroup: group }
      : subject,
  );
}

/** An Event is kept in the namespace of its object; those of cluster-scoped objects in `default`. */
export function validateEvent(event: JsonObject): FieldError[] {
  const metadata = isObject(event['metadata']) ? event['metadata'] : {};
  const involved = isObject(event['involvedObject']) ? event['involvedObject'] : {};
  const namespace = involved['namespace'] ?? '';
  const home = metadata['namespace'];
  if (namespace === home || (namespace === '' && (home === 'default' || home === 'kube-system'))) return [];
  return [invalid('involvedObject.namespace', namespace, 'does not match event.namespace')];
}

const PATH_TYPES = ['Exact', 'Prefix', 'ImplementationSpecific'];

/** The rules for Ingresses that manifests meet. */
export function validateIngress(ingress: JsonObject): FieldError[] {
  const spec = isObject(ingress['spec']) ? ingress['spec'] : {};
  const rules = Array.isArray(spec['rules']) ? spec['rules'] : [];
  const errors: FieldError[] = [];
  if (rules.length === 0 && spec['defaultBackend'] === undefined) {
    errors.push(invalid('spec', null, 'either `defaultBackend` or `rules` must be specified'));
  }
  rules.forEach((rule: unknown, index) => {
    const http = isObject(rule) && isObject(rule['http']) ? rule['http'] : undefined;
    if (http === undefined) return;
    const paths = Array.isArray(http['paths']) ? http['paths'] : [];
    const at = `spec.rules[${index}].http.paths`;
    if (paths.length === 0) errors.push(required(at));
    paths.forEach((path: unknown, number) => {
      if (isObject(path)) errors.push(...validatePath(path, `${at}[${number}]`));
    });
  });
  return errors;
}

function validatePath(path: JsonObject, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = path['pathType'];
  if (type === undefined) errors.push(required(`${at}.pathType`, 'pathType must be specified'));
  else if (!PATH_TYPES.includes(String(type))) errors.push(unsupported(`${at}.pathType`, type, PATH_TYPES));
  const text = path['path'];
  if ((type === 'Exact' || type === 'Prefix') && (typeof text !== 'string' || !text.startsWith('/'))) {
    errors.push(invalid(`${at}.path`, text ?? '', 'must be an absolute path'));
  }
  const backend = isObject(path['backend']) ? path['backend'] : {};
  if (isObject(backend['service']) && (backend['service']['name'] ?? '') === '') {
    errors.push(required(`${at}.backend.service.name`));
  }
  return errors;
}
