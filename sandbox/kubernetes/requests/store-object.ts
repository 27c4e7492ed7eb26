import { admit } from '../admit.ts';
import { isObject, type JsonObject, jsonEqual } from '../json.ts';
import { applyDefaults } from '../schema/default.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';
import { validateMeta, validateMetaUpdate } from '../schema/object-meta.ts';
import { checkRules } from '../schema/rules.ts';
import { validate } from '../schema/validate.ts';
import { invalidObject, refuse } from '../status-error.ts';
import { storeKey } from '../store.ts';
import { commit, isHeld, remove } from './commit.ts';
import { metaOf, type ResourceRequest, type ServerContext, storeKind, timestamp } from './context.ts';

const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** Stores a new object, its fields already owned. Returns it as the client sees it. */
export function storeNew(context: ServerContext, request: ResourceRequest, object: JsonObject): JsonObject {
  const { resource } = request;
  const metadata = metaOf(object);
  if (resource.hasStatus) delete object['status'];
  if (!resource.custom) applyDefaults(object, resource.schema);
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'generation']) {
    delete metadata[field];
  }
  metadata['uid'] = context.newUid();
  metadata['creationTimestamp'] = timestamp(context);
  if (resource.hasGeneration) metadata['generation'] = 1;
  resource.prepare?.(object, undefined);
  refuseInvalid(request, object, findings(request, object, undefined));
  admit(context, request, { operation: 'CREATE', object, oldObject: null });
  const name = String(metadata['name']);
  const key = storeKey(request.info.namespace, name);
  if (context.store.get(storeKind(resource), key) !== undefined) throw refuse.alreadyExists(resource, name);
  return commit(context, request, object);
}

/** Stores a changed object, unless nothing changed. `live` and `next` are in the request's version. */
export function storeUpdate(
  context: ServerContext,
  request: ResourceRequest,
  write: { readonly live: JsonObject; readonly next: JsonObject },
): JsonObject {
  const { live } = write;
  const { resource } = request;
  checkVersion(request, metaOf(write.next), metaOf(live));
  const next = isolateStatus(request, live, write.next);
  const metadata = metaOf(next);
  for (const field of ['uid', 'creationTimestamp']) metadata[field] ??= metaOf(live)[field];
  for (const field of ['generation', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'resourceVersion']) {
    const before = metaOf(live)[field];
    if (before === undefined) delete metadata[field];
    else metadata[field] = before;
  }
  resource.prepare?.(next, live);
  if (resource.hasGeneration && !jsonEqual(generationScope(request, live), generationScope(request, next))) {
    metadata['generation'] = Number(metadata['generation'] ?? 0) + 1;
  }
  refuseInvalid(request, next, findings(request, next, live));
  admit(context, request, { operation: 'UPDATE', object: next, oldObject: live });
  if (isUnchanged(live, next)) return live;
  if (metadata['deletionTimestamp'] !== undefined && !isHeld(next)) return remove(context, request, next);
  return commit(context, request, next);
}

function checkVersion(request: ResourceRequest, sent: JsonObject, live: JsonObject): void {
  const { resource } = request;
  const name = String(live['name']);
  const version = sent['resourceVersion'];
  if (version === undefined || version === '') {
    if (resource.unconditionalUpdate) return;
    const why = fieldError.invalid('metadata.resourceVersion', 0, 'must be specified for an update');
    throw invalidObject({ group: resource.group, kind: resource.plural }, name, [why]);
  }
  if (version !== live['resourceVersion']) throw refuse.conflict(resource, name, MODIFIED);
  const replaced = request.info.verb === 'update' && sent['uid'] !== undefined;
  if (replaced && sent['uid'] !== live['uid']) {
    const why = `Precondition failed: UID in precondition: ${sent['uid']}, UID in object meta: ${live['uid']}`;
    throw refuse.conflict(resource, name, why);
  }
}

/** The main endpoint leaves the status alone, `/status` everything else (of built-in kinds: everything but metadata). */
function isolateStatus(request: ResourceRequest, live: JsonObject, sent: JsonObject): JsonObject {
  const { resource, info } = request;
  if (!resource.hasStatus) return sent;
  const status = info.subresource === 'status' ? sent['status'] : live['status'];
  const keepsMeta = info.subresource !== 'status' || !resource.custom;
  const next: JsonObject = info.subresource === 'status' ? { ...live } : { ...sent };
  next['metadata'] = keepsMeta
    ? metaOf(sent)
    : { ...metaOf(live), managedFields: metaOf(sent)['managedFields'] };
  if (status === undefined) delete next['status'];
  else next['status'] = status;
  return next;
}

/** What counts as a change of the desired state. */
function generationScope(request: ResourceRequest, object: JsonObject): JsonObject {
  const { metadata: _, apiVersion: __, ...rest } = object;
  if (!request.resource.hasStatus) return rest;
  const { status: ___, ...scope } = rest;
  return scope;
}

function findings(request: ResourceRequest, object: JsonObject, live: JsonObject | undefined): FieldError[] {
  const { resource } = request;
  const errors = validateMeta(metaOf(object), resource.nameRule);
  if (live !== undefined) errors.push(...validateMetaUpdate(metaOf(object), metaOf(live)));
  if (resource.custom) {
    const broken = validate(object, resource.schema, { path: '', live });
    errors.push(...broken, ...checkRules({ object, live }, resource.schema, broken));
  }
  errors.push(...(resource.validate?.(object, live) ?? []));
  return errors;
}

function refuseInvalid(request: ResourceRequest, object: JsonObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(request.resource, String(metaOf(object)['name'] ?? ''), errors);
}

/** Whether a write would store the same bytes; new times of managedFields alone are no change. */
function isUnchanged(live: JsonObject, next: JsonObject): boolean {
  if (!jsonEqual(withoutTimes(metaOf(live)), withoutTimes(metaOf(next)))) return false;
  return jsonEqual({ ...live, metadata: {} }, { ...next, metadata: {} });
}

function withoutTimes(metadata: JsonObject): JsonObject {
  const entries = Array.isArray(metadata['managedFields']) ? metadata['managedFields'] : [];
  const managedFields = entries.filter(isObject).map(({ time: _, ...entry }) => entry);
  return { ...metadata, managedFields };
}
