import type { FieldSet } from '../fields/field-set.ts';
import { formatPaths, parseFields } from '../fields/fields-v1.ts';
import { decodeManaged, encodeManaged, type ManagedEntry, type Manager } from '../fields/managers.ts';
import { type FieldConflict, type Tracking, trackApply, trackUpdate } from '../fields/track.ts';
import { cloneJson, isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { apiVersionOf } from '../resources/resource.ts';
import { applyDefaults } from '../schema/default.ts';
import { refuse, type StatusError } from '../status-error.ts';
import { metaOf, type ResourceRequest, type ServerContext, timestamp } from './context.ts';

/** Longest name of a field manager (apimachinery `FieldManagerMaxLength`). */
const MANAGER_LENGTH_MAX = 128;
const BEFORE_APPLY = 'before-first-apply';

const STATUS = parseFields({ 'f:status': {} });
const NOTHING = parseFields({});
const STATUS_OF_CUSTOM = parseFields({ 'f:metadata': {}, 'f:spec': {} });
const STATUS_OF_BUILTIN = parseFields({ 'f:spec': {} });

/** The field manager of a request: as named, or the client's program. */
export function managerOf(request: ResourceRequest, operation: Manager['operation']): Manager {
  const agent = request.http.headers['user-agent'] ?? 'unknown';
  const named = request.info.query.get('fieldManager') ?? '';
  if (named.length > MANAGER_LENGTH_MAX) {
    throw refuse.badRequest(`fieldManager: Too long: may not be more than ${MANAGER_LENGTH_MAX} bytes`);
  }
  return {
    manager: named === '' ? (agent.split('/')[0] ?? agent) : named,
    operation,
    apiVersion: apiVersionOf(request.resource),
    subresource: request.info.subresource,
  };
}

/** Sets `metadata.managedFields` of `next` for a create, update or patch of `live` (undefined on create). */
export function ownUpdate(
  context: ServerContext,
  request: ResourceRequest,
  write: { readonly live: JsonObject | undefined; readonly next: JsonObject },
): void {
  const { live, next } = write;
  const sent = metaOf(next)['managedFields'];
  const tracking = {
    ...trackingOf(context, request, live),
    manager: managerOf(request, 'Update'),
    managed: managedBefore(sent, live, request.info.subresource !== ''),
  };
  const cleared =
    Array.isArray(sent) && sent.length === 1 && isObject(sent[0]) && Object.keys(sent[0]).length === 0;
  setManaged(next, cleared ? [] : trackUpdate(tracking, next));
}

/** The entries to go on from: those the client sent, when it sent any, else the live ones. */
function managedBefore(sent: unknown, live: JsonObject | undefined, subresource: boolean): ManagedEntry[] {
  const given = subresource ? [] : decodeManaged(sent);
  if (given.length > 0 || live === undefined) return given;
  return decodeManaged(metaOf(live)['managedFields']);
}

/** Server-side apply: the merged object with its managedFields. Throws 409 on conflicts without `force`. */
export function ownApply(
  context: ServerContext,
  request: ResourceRequest,
  write: { readonly live: JsonObject | undefined; readonly applied: JsonObject },
): JsonObject {
  const { live, applied } = write;
  const tracking = { ...trackingOf(context, request, live), manager: managerOf(request, 'Apply') };
  const force = request.info.query.get('force') === 'true';
  const { object, managed, conflicts } = trackApply(tracking, withoutManaged(applied), force);
  if (conflicts.length > 0) throw conflictError(conflicts);
  const next = cloneJson(object);
  setManaged(next, managed);
  return next;
}

function trackingOf(
  context: ServerContext,
  request: ResourceRequest,
  live: JsonObject | undefined,
): Tracking {
  const { resource } = request;
  const time = timestamp(context);
  const empty: JsonObject = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: {} };
  if (!resource.custom) applyDefaults(empty, resource.schema);
  const tracking: Tracking = {
    live: live === undefined ? empty : withoutManaged(live),
    schema: resource.schema,
    managed: live === undefined ? [] : decodeManaged(metaOf(live)['managedFields']),
    manager: managerOf(request, 'Update'),
    ignored: ignoredFields(resource, request.info.subresource),
    time,
  };
  const apply = request.http.headers['content-type']?.startsWith('application/apply-patch') === true;
  if (!apply || live === undefined || tracking.managed.length > 0) return tracking;
  const before = { ...tracking, live: empty, manager: { ...tracking.manager, manager: BEFORE_APPLY } };
  return { ...tracking, managed: trackUpdate(before, tracking.live) };
}

function ignoredFields(resource: Resource, subresource: string): FieldSet {
  if (subresource === 'status') return resource.custom ? STATUS_OF_CUSTOM : STATUS_OF_BUILTIN;
  return resource.hasStatus ? STATUS : NOTHING;
}

function withoutManaged(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = metaOf(object);
  return { ...object, metadata };
}

function setManaged(object: JsonObject, entries: readonly ManagedEntry[]): void {
  const metadata = metaOf(object);
  const managedFields = encodeManaged(entries);
  if (managedFields.length === 0) delete metadata['managedFields'];
  else metadata['managedFields'] = managedFields;
}

function conflictError(conflicts: readonly FieldConflict[]): StatusError {
  const causes: JsonObject[] = [];
  const groups: string[] = [];
  for (const { manager, fields } of conflicts) {
    const paths = formatPaths(fields);
    groups.push(`conflicts with ${nameManager(manager)}:\n${paths.map((path) => `- ${path}`).join('\n')}`);
    for (const field of paths) {
      const message = `conflict with ${nameManager(manager)}`;
      causes.push({ reason: 'FieldManagerConflict', message, field });
    }
  }
  const [first] = causes;
  const message =
    causes.length === 1 && first !== undefined
      ? `Apply failed with 1 conflict: ${first['message']}: ${first['field']}`
      : `Apply failed with ${causes.length} conflicts: ${groups.sort().join('\n')}`;
  return refuse.applyConflict(message, causes);
}

function nameManager(manager: ManagedEntry): string {
  const subresource = manager.subresource === '' ? '' : ` with subresource "${manager.subresource}"`;
  const name = `"${manager.manager}"${subresource}`;
  return manager.operation === 'Update' ? `${name} using ${manager.apiVersion}` : name;
}
