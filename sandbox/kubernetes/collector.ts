import { isObject, type JsonObject } from './json.ts';
import { isHeld } from './requests/commit.ts';
import { metaOf, type ServerContext, storeKind } from './requests/context.ts';
import type { Resource } from './resources/resource.ts';
import { storeKey } from './store.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/**
 * What kube-controller-manager does around deletions: objects whose owners are all gone are deleted, those with an
 * owner left lose the references to the others, owners that wait for their dependents are released, and namespaces that are being deleted are emptied. Owners are found by
 * uid, in the same namespace or cluster-wide. Works until nothing is left to do, and returns how many objects went.
 */
export function collectGarbage(context: ServerContext): number {
  let deleted = 0;
  for (;;) {
    const round = emptyNamespaces(context) + collectOrphans(context) + releaseOwners(context);
    if (round === 0) return deleted;
    deleted += round;
  }
}

interface Located {
  readonly kind: string;
  readonly key: string;
  readonly object: JsonObject;
}

function allObjects(context: ServerContext): Located[] {
  return context.store
    .kinds()
    .flatMap((kind) => context.store.list(kind).map((object) => ({ kind, key: keyOf(object), object })));
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = metaOf(object);
  return storeKey(typeof namespace === 'string' ? namespace : undefined, String(name));
}

function ownersOf(object: JsonObject): JsonObject[] {
  const owners = metaOf(object)['ownerReferences'];
  return Array.isArray(owners) ? owners.filter(isObject) : [];
}

function collectOrphans(context: ServerContext): number {
  const objects = allObjects(context);
  const uids = new Map(objects.map(({ object }) => [metaOf(object)['uid'], object]));
  const exists = (owner: JsonObject, dependent: JsonObject): boolean => {
    const found = uids.get(owner['uid']);
    if (found === undefined) return false;
    const home = metaOf(found)['namespace'];
    return home === undefined || home === metaOf(dependent)['namespace'];
  };
  let changed = 0;
  for (const { kind, key, object } of objects) {
    const owners = ownersOf(object);
    if (owners.length === 0 || metaOf(object)['deletionTimestamp'] !== undefined) continue;
    const gone = owners.filter((owner) => !exists(owner, object) || waits(uids.get(owner['uid'])));
    if (gone.length === owners.length) changed += deleteStored(context, { kind, key, object });
    else if (gone.length > 0) disown(context, { kind, key, object }, uidsOf(gone));
  }
  return changed;
}

/** An owner in foreground deletion no longer holds its dependents. */
function waits(owner: JsonObject | undefined): boolean {
  if (owner === undefined) return false;
  return metaOf(owner)['deletionTimestamp'] !== undefined && finalizersOf(owner).includes(FOREGROUND);
}

function finalizersOf(object: JsonObject): unknown[] {
  const finalizers = metaOf(object)['finalizers'];
  return Array.isArray(finalizers) ? finalizers : [];
}

function releaseOwners(context: ServerContext): number {
  const objects = allObjects(context);
  let changed = 0;
  for (const located of objects) {
    const { object } = located;
    if (metaOf(object)['deletionTimestamp'] === undefined) continue;
    const uid = metaOf(object)['uid'];
    const dependents = objects.filter((one) => ownersOf(one.object).some((owner) => owner['uid'] === uid));
    if (finalizersOf(object).includes(ORPHAN)) {
      for (const dependent of dependents) disown(context, dependent, new Set([uid]));
      changed += dropFinalizer(context, located, ORPHAN);
    } else if (finalizersOf(object).includes(FOREGROUND)) {
      const blocking = dependents.some(({ object: one }) =>
        ownersOf(one).some((owner) => owner['uid'] === uid && owner['blockOwnerDeletion'] === true),
      );
      if (!blocking) changed += dropFinalizer(context, located, FOREGROUND);
    }
  }
  return changed;
}

function uidsOf(owners: readonly JsonObject[]): ReadonlySet<unknown> {
  return new Set(owners.map((owner) => owner['uid']));
}

/** Takes references off an object; the others keep it. */
function disown(context: ServerContext, { kind, key, object }: Located, uids: ReadonlySet<unknown>): void {
  const ownerReferences = ownersOf(object).filter((owner) => !uids.has(owner['uid']));
  const metadata: JsonObject = { ...metaOf(object), ownerReferences };
  if (ownerReferences.length === 0) delete metadata['ownerReferences'];
  context.changed(context.store.put(kind, key, { ...object, metadata }));
}

function dropFinalizer(context: ServerContext, { kind, key, object }: Located, finalizer: string): number {
  const finalizers = finalizersOf(object).filter((one) => one !== finalizer);
  const metadata: JsonObject = { ...metaOf(object), finalizers };
  if (finalizers.length === 0) delete metadata['finalizers'];
  const released = { ...object, metadata };
  if (isHeld(released)) context.changed(context.store.put(kind, key, released));
  else notify(context, kind, key);
  return 1;
}

function notify(context: ServerContext, kind: string, key: string): void {
  const change = context.store.delete(kind, key);
  if (change !== undefined) context.changed(change);
}

function deleteStored(context: ServerContext, { kind, key, object }: Located): number {
  if (!isHeld(object)) {
    notify(context, kind, key);
    return 1;
  }
  if (metaOf(object)['deletionTimestamp'] !== undefined) return 0;
  const deletionTimestamp = new Date(context.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata = { ...metaOf(object), deletionTimestamp, deletionGracePeriodSeconds: 0 };
  context.changed(context.store.put(kind, key, { ...object, metadata }));
  return 1;
}

function emptyNamespaces(context: ServerContext): number {
  let changed = 0;
  for (const namespace of context.store.list('/namespaces')) {
    if (metaOf(namespace)['deletionTimestamp'] === undefined) continue;
    const name = metaOf(namespace)['name'];
    const inside = allObjects(context).filter(({ object }) => metaOf(object)['namespace'] === name);
    for (const located of inside) changed += deleteStored(context, located);
    if (inside.length > 0) continue;
    const released = { ...namespace, spec: {} };
    if (isHeld(released)) continue;
    notify(context, '/namespaces', keyOf(namespace));
    changed += 1;
  }
  return changed;
}

/** Instances of a kind whose definition is deleted go with it. */
export function dropInstances(context: ServerContext, resources: readonly Resource[]): void {
  for (const resource of resources) {
    for (const object of context.store.list(storeKind(resource)))
      notify(context, storeKind(resource), keyOf(object));
  }
}
