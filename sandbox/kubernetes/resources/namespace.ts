import { isObject, type JsonObject } from '../json.ts';

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
