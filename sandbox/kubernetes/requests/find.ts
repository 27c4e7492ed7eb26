import type { JsonObject } from '../json.ts';
import { toVersion } from '../resources/convert.ts';
import { refuse } from '../status-error.ts';
import { storeKey } from '../store.ts';
import { type ResourceRequest, type ServerContext, storeKind } from './context.ts';

/** The stored object in the request's version. Throws 404. */
export function find(context: ServerContext, request: ResourceRequest): JsonObject {
  const live = lookUp(context, request);
  if (live === undefined) throw refuse.notFound(request.resource, request.info.name);
  return live;
}

/** The stored object, or undefined. */
export function lookUp(context: ServerContext, { resource, info }: ResourceRequest): JsonObject | undefined {
  const stored = context.store.get(storeKind(resource), storeKey(info.namespace, info.name));
  return stored === undefined ? undefined : toVersion(stored, resource);
}
