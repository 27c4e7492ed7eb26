import type { JsonObject } from '../json.ts';
import { toVersion } from '../resources/convert.ts';
import { viewOf } from '../respond.ts';
import type { StoredChange } from '../store.ts';
import { type ResourceRequest, type ServerContext, storeKind } from './context.ts';
import { selectedBy } from './read.ts';

/** One line of a watch: an event and the object as the client wants to see it. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'ERROR';
  readonly object: JsonObject;
}

/** What a watch begins with: everything there is, or what happened since the version the client knows. */
export function firstEvents(context: ServerContext, request: ResourceRequest): WatchEvent[] {
  const { query, namespace } = request.info;
  const since = query.get('resourceVersion') ?? '';
  if (since !== '' && since !== '0') {
    const changes = context.store.changesSince(Number(since));
    if (changes === undefined) return [{ type: 'ERROR', object: tooOld(since) }];
    return changes.flatMap((change) => eventOf(request, change) ?? []);
  }
  const selected = selectedBy(request);
  return context.store
    .list(storeKind(request.resource), namespace)
    .map((stored) => toVersion(stored, request.resource))
    .filter(selected)
    .map((object) => ({ type: 'ADDED', object: viewOf(request, object) }));
}

/** The event that a change is to this watch; an object that stops matching the selectors counts as deleted. */
export function eventOf(request: ResourceRequest, change: StoredChange): WatchEvent | undefined {
  const { resource, info } = request;
  if (change.kind !== storeKind(resource)) return undefined;
  const selected = selectedBy(request);
  const object = toVersion(change.object, resource);
  const metadata = object['metadata'] as JsonObject;
  if (info.namespace !== undefined && metadata['namespace'] !== info.namespace) return undefined;
  if (info.name !== '' && metadata['name'] !== info.name) return undefined;
  const before = change.previous !== undefined && selected(toVersion(change.previous, resource));
  const after = change.type !== 'DELETED' && selected(object);
  if (!before && !after) return undefined;
  const type = after ? (before ? 'MODIFIED' : 'ADDED') : 'DELETED';
  return { type, object: viewOf(request, object) };
}

function tooOld(version: string): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `too old resource version: ${version}`,
    reason: 'Expired',
    code: 410,
  };
}
