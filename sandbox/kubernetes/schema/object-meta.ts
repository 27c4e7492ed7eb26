import { isObject, type JsonObject, jsonEqual } from '../json.ts';
import { type FieldError, fieldError } from './field-error.ts';
import { checkName, checkQualifiedName } from './names.ts';
import { checkPathSegment } from './path-segment.ts';

/** How objects of a kind are named. */
export type NameRule = 'subdomain' | 'label' | 'dns1035' | 'path';

/** All annotations of an object together: 256 KiB (apimachinery `TotalAnnotationSizeLimitB`). */
const ANNOTATIONS_BYTES_MAX = 256 * 1024;

/** Findings about `metadata` that hold on every write. */
export function validateMeta(metadata: JsonObject, rule: NameRule): FieldError[] {
  const errors: FieldError[] = [];
  const name = metadata['name'];
  if (typeof name !== 'string' || name === '') {
    errors.push(fieldError.required('metadata.name', 'name or generateName is required'));
  } else {
    const findings = rule === 'path' ? checkPathSegment(name) : checkName(rule, name);
    errors.push(...findings.map((finding) => fieldError.invalid('metadata.name', name, finding)));
  }
  errors.push(...validateLabels(record(metadata['labels'])));
  errors.push(...validateAnnotations(record(metadata['annotations'])));
  errors.push(...validateOwners(list(metadata['ownerReferences'])));
  for (const finalizer of list(metadata['finalizers'])) {
    const findings = checkQualifiedName(String(finalizer));
    errors.push(...findings.map((finding) => fieldError.invalid('metadata.finalizers', finalizer, finding)));
  }
  return errors;
}

/** Findings about what an update may not change. */
export function validateMetaUpdate(metadata: JsonObject, live: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['uid', 'creationTimestamp']) {
    if (!jsonEqual(metadata[field], live[field])) {
      errors.push(fieldError.invalid(`metadata.${field}`, metadata[field], 'field is immutable'));
    }
  }
  if (live['deletionTimestamp'] !== undefined) {
    const before = list(live['finalizers']);
    const added = list(metadata['finalizers']).filter((one) => !before.includes(one));
    if (added.length > 0) {
      const names = added.map((one) => JSON.stringify(one)).join(', ');
      const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`;
      errors.push(fieldError.forbidden('metadata.finalizers', why));
    }
  }
  return errors;
}

function validateLabels(labels: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels)) {
    errors.push(
      ...checkQualifiedName(key).map((finding) => fieldError.invalid('metadata.labels', key, finding)),
    );
    const findings = checkName('labelValue', String(value));
    errors.push(...findings.map((finding) => fieldError.invalid('metadata.labels', value, finding)));
  }
  return errors;
}

function validateAnnotations(annotations: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    const findings = checkQualifiedName(key.toLowerCase());
    errors.push(...findings.map((finding) => fieldError.invalid('metadata.annotations', key, finding)));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  if (bytes > ANNOTATIONS_BYTES_MAX)
    errors.push(fieldError.tooLong('metadata.annotations', ANNOTATIONS_BYTES_MAX));
  return errors;
}

function validateOwners(owners: readonly unknown[]): FieldError[] {
  const errors: FieldError[] = [];
  const controllers: string[] = [];
  for (const owner of owners.filter(isObject)) {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (owner[field] !== undefined && owner[field] !== '') continue;
      const what = field === 'apiVersion' ? 'version must not be empty' : 'must not be empty';
      errors.push(fieldError.invalid(`metadata.ownerReferences.${field}`, '', what));
    }
    if (owner['controller'] === true) controllers.push(`${owner['kind']}/${owner['name']}`);
  }
  if (controllers.length > 1) {
    const why = `Only one reference can have Controller set to true. Found "true" in references for ${controllers.slice(0, 2).join(' and ')}`;
    errors.push(fieldError.invalid('metadata.ownerReferences', owners, why));
  }
  return errors;
}

function record(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
