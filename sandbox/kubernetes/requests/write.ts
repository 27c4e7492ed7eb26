import { cloneJson, type JsonObject } from '../json.ts';
import { fieldError } from '../schema/field-error.ts';
import type { Schema } from '../schema/schema.ts';
import { invalidObject, refuse, StatusError } from '../status-error.ts';
import { decodeApplied } from './apply.ts';
import { type Decoded, decodeObject, parseBody, undecodable } from './body.ts';
import { metaOf, type ResourceRequest, type Result, type ServerContext } from './context.ts';
import { find, lookUp } from './find.ts';
import { syncLastApplied } from './last-applied.ts';
import { ownApply, ownUpdate } from './ownership.ts';
import { jsonPatch, mergePatch } from './patch.ts';
import { checkName, checkNamespace, placeInNamespace } from './placement.ts';
import { storeNew, storeUpdate } from './store-object.ts';
import { strategicMerge } from './strategic-merge.ts';

/** POST to a collection. */
export function createObject(context: ServerContext, request: ResourceRequest): Result {
  const decoded = decodeObject(parseBody(request.http.body), request.resource);
  const warnings = judgeUnknown(request, decoded);
  const { object } = decoded;
  const metadata = metaOf(object);
  const prefix = metadata['generateName'];
  if (metadata['name'] === undefined && typeof prefix === 'string') {
    metadata['name'] = `${prefix}${context.newUid().replaceAll('-', '').slice(0, 5)}`;
  }
  if (metadata['resourceVersion'] !== undefined) {
    throw refuse.internal('resourceVersion should not be set on objects to be created');
  }
  return { code: 201, object: insert(context, request, object), warnings };
}

function insert(context: ServerContext, request: ResourceRequest, object: JsonObject): JsonObject {
  placeInNamespace(request, metaOf(object));
  request.resource.defaults?.(object);
  checkNamespace(context, request, String(metaOf(object)['name'] ?? ''));
  ownUpdate(context, request, { live: undefined, next: object });
  return storeNew(context, request, object);
}

/** PUT. */
export function replaceObject(context: ServerContext, request: ResourceRequest): Result {
  const { resource, info } = request;
  const decoded = decodeObject(parseBody(request.http.body), resource);
  const warnings = judgeUnknown(request, decoded);
  const metadata = metaOf(decoded.object);
  if (metadata['name'] === undefined) {
    throw refuse.badRequest(
      `${resource.kind} "${info.name}" is invalid: metadata.name: Required value: name is required`,
    );
  }
  checkName(request, metadata);
  placeInNamespace(request, metadata);
  const live = find(context, request);
  ownUpdate(context, request, { live, next: decoded.object });
  return { code: 200, object: storeUpdate(context, request, { live, next: decoded.object }), warnings };
}

const STRATEGIC = 'application/strategic-merge-patch+json';

/** How a patch of each media type is applied. */
const PATCHES: Readonly<Record<string, (target: unknown, patch: unknown, schema: Schema) => unknown>> = {
  'application/merge-patch+json': mergePatch,
  'application/json-patch+json': jsonPatch,
  [STRATEGIC]: strategicMerge,
};

/** PATCH: JSON merge patch, JSON patch, strategic merge patch of built-in kinds, server-side apply. */
export function patchObject(context: ServerContext, request: ResourceRequest): Result {
  const type = (request.http.headers['content-type'] ?? '').split(';')[0]?.trim();
  if (type === 'application/apply-patch+yaml') return applyObject(context, request);
  const applyPatch = PATCHES[type ?? ''];
  if (applyPatch === undefined || (type === STRATEGIC && request.resource.custom)) {
    throw refuse.unsupportedMediaType(request.resource.custom);
  }
  const patch = parseBody(request.http.body);
  const live = find(context, request);
  const patched = applyPatch(cloneJson(live), patch, request.resource.schema);
  const { decoded, warnings } = decodePatched(request, patched);
  checkName(request, metaOf(decoded.object));
  ownUpdate(context, request, { live, next: decoded.object });
  return { code: 200, object: storeUpdate(context, request, { live, next: decoded.object }), warnings };
}

/** What a patch makes of an object must decode too; if it does not, the patch is to blame. */
function decodePatched(request: ResourceRequest, patched: unknown): { decoded: Decoded; warnings: string[] } {
  try {
    const decoded = decodeObject(cloneJson(patched), request.resource);
    return { decoded, warnings: judgeUnknown(request, decoded) };
  } catch (error) {
    if (!(error instanceof StatusError) || typeof error.cause !== 'string') throw error;
    const finding = fieldError.invalid('patch', JSON.stringify(patched), error.cause);
    throw invalidObject({ group: '', kind: '' }, '', [finding]);
  }
}

function applyObject(context: ServerContext, request: ResourceRequest): Result {
  const { resource, info } = request;
  if ((info.query.get('fieldManager') ?? '') === '') {
    const finding = fieldError.required('fieldManager', 'is required for apply patch');
    throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [finding]);
  }
  const applied = decodeApplied(parseBody(request.http.body), request);
  const live = lookUp(context, request);
  if (live === undefined && info.subresource !== '') throw refuse.notFound(resource, info.name);
  const sent = metaOf(applied);
  if (sent['uid'] !== undefined && sent['uid'] !== (live === undefined ? '' : metaOf(live)['uid'])) {
    const why = `uid mismatch: the provided object specified uid ${sent['uid']}, and no existing object was found`;
    throw refuse.conflict(resource, info.name, why);
  }
  const merged = ownApply(context, request, { live, applied });
  syncLastApplied(merged, applied, info.query.get('fieldManager') ?? '');
  const { object } = decodeObject(merged, resource, true);
  if (live !== undefined) return { code: 200, object: storeUpdate(context, request, { live, next: object }) };
  context.authorize({ ...info, verb: 'create' }, request.caller);
  checkNamespace(context, request, info.name);
  return { code: 201, object: storeNew(context, request, object) };
}

/** Unknown fields are refused under `fieldValidation=Strict`, and otherwise a warning, unless `Ignore`. */
function judgeUnknown(request: ResourceRequest, decoded: Decoded): string[] {
  const mode = request.info.query.get('fieldValidation') ?? 'Warn';
  if (mode === 'Ignore') return [];
  const problems = decoded.unknownFields.map((field) => `unknown field "${field}"`);
  if (mode !== 'Strict' || problems.length === 0) return problems;
  throw undecodable(request.resource, `strict decoding error: ${problems.join(', ')}`);
}
