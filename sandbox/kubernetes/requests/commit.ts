import { isObject, type JsonObject } from '../json.ts';
import { toStorage, toVersion } from '../resources/convert.ts';
import { storeKey } from '../store.ts';
import { metaOf, type ResourceRequest, type ServerContext, storeKind } from './context.ts';

/** Whether something still has to happen before a deleted object may go. */
export function isHeld(object: JsonObject): boolean {
  const finalizers = metaOf(object)['finalizers'];
  if (Array.isArray(finalizers) && finalizers.length > 0) return true;
  const spec = isObject(object['spec']) ? object['spec'] : {};
  return object['kind'] === 'Namespace' && Array.isArray(spec['finalizers']) && spec['finalizers'].length > 0;
}

/** Writes an object as it is under the next resource version; a dry run only answers. */
export function commit(context: ServerContext, request: ResourceRequest, object: JsonObject): JsonObject {
  const { resource, info } = request;
  if (info.query.get('dryRun') === 'All') return object;
  const key = storeKey(info.namespace, String(metaOf(object)['name']));
  const change = context.store.put(storeKind(resource), key, toStorage(object, resource));
  context.changed(change);
  return toVersion(change.object, resource);
}

/** Removes an object for good. Returns its last state. */
export function remove(context: ServerContext, request: ResourceRequest, object: JsonObject): JsonObject {
  const { resource, info } = request;
  if (info.query.get('dryRun') === 'All') return object;
  const key = storeKey(info.namespace, String(metaOf(object)['name']));
  const change = context.store.delete(storeKind(resource), key);
  if (change !== undefined) context.changed(change);
  return object;
}
