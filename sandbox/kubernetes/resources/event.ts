import { isObject, type JsonObject } from '../json.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';

/** An Event is kept in the namespace of its object; those of cluster-scoped objects in `default`. */
export function validateEvent(event: JsonObject): FieldError[] {
  const metadata = isObject(event['metadata']) ? event['metadata'] : {};
  const involved = isObject(event['involvedObject']) ? event['involvedObject'] : {};
  const namespace = involved['namespace'] ?? '';
  const home = metadata['namespace'];
  if (namespace === home || (namespace === '' && (home === 'default' || home === 'kube-system'))) return [];
  return [fieldError.invalid('involvedObject.namespace', namespace, 'does not match event.namespace')];
}
