import { admit } from '../admit.ts';
import { isObject, type JsonObject } from '../json.ts';
import { refuse } from '../status-error.ts';
import { parseBody } from './body.ts';
import { commit, isHeld, remove } from './commit.ts';
import { metaOf, type ResourceRequest, type Result, type ServerContext, timestamp } from './context.ts';
import { find } from './find.ts';

/** Finalizers by which the garbage collector is asked to act before an owner goes. */
const FINALIZER_OF: Readonly<Record<string, string>> = {
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
};

/** DELETE of one object: gone at once, or marked when finalizers hold it. */
export function deleteObject(context: ServerContext, asked: ResourceRequest): Result {
  const options = parseOptions(asked);
  const request = withDryRun(asked, options);
  const live = find(context, request);
  checkPreconditions(request, live, options);
  admit(context, request, { operation: 'DELETE', object: null, oldObject: live });
  const finalizer =
    FINALIZER_OF[String(options['propagationPolicy'] ?? request.info.query.get('propagationPolicy'))];
  const marked = markDeleted(context, live, finalizer);
  if (isHeld(marked)) {
    const already = metaOf(live)['deletionTimestamp'] !== undefined;
    const object =
      already && metaOf(marked)['finalizers'] === metaOf(live)['finalizers']
        ? live
        : commit(context, request, marked);
    return { code: 200, object };
  }
  const object = remove(context, request, live);
  return { code: 200, object: request.resource.returnsDeleted ? object : success(request, live) };
}

function parseOptions(request: ResourceRequest): JsonObject {
  if ((request.http.body ?? '') === '') return {};
  const options = parseBody(request.http.body);
  return isObject(options) ? options : {};
}

/** A DELETE may ask for a dry run in its body, as kubectl does, instead of in the query. */
function withDryRun(request: ResourceRequest, { dryRun }: JsonObject): ResourceRequest {
  if (!Array.isArray(dryRun) || !dryRun.includes('All')) return request;
  const query = new URLSearchParams(request.info.query);
  query.set('dryRun', 'All');
  return { ...request, info: { ...request.info, query } };
}

function checkPreconditions(request: ResourceRequest, live: JsonObject, options: JsonObject): void {
  const { resource, info } = request;
  const subject = { group: resource.group, plural: resource.kind };
  const wanted = isObject(options['preconditions']) ? options['preconditions'] : {};
  const { uid, resourceVersion } = metaOf(live);
  if (wanted['uid'] !== undefined && wanted['uid'] !== uid) {
    const why = `the UID in the precondition (${wanted['uid']}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw refuse.conflict(subject, info.name, why);
  }
  if (wanted['resourceVersion'] !== undefined && wanted['resourceVersion'] !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${wanted['resourceVersion']}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw refuse.conflict(subject, info.name, why);
  }
}

function markDeleted(context: ServerContext, live: JsonObject, finalizer: string | undefined): JsonObject {
  const metadata = { ...metaOf(live) };
  const finalizers = Array.isArray(metadata['finalizers']) ? metadata['finalizers'] : [];
  if (finalizer !== undefined && !finalizers.includes(finalizer))
    metadata['finalizers'] = [...finalizers, finalizer];
  if (metadata['deletionTimestamp'] === undefined) {
    metadata['deletionTimestamp'] = timestamp(context);
    if (live['kind'] !== 'Namespace') metadata['deletionGracePeriodSeconds'] = 0;
    const generation = metadata['generation'];
    if (typeof generation === 'number') metadata['generation'] = generation + 1;
  }
  const marked: JsonObject = { ...live, metadata };
  if (live['kind'] === 'Namespace') marked['status'] = { ...statusOf(live), phase: 'Terminating' };
  return marked;
}

function statusOf(object: JsonObject): JsonObject {
  return isObject(object['status']) ? object['status'] : {};
}

function success({ resource }: ResourceRequest, live: JsonObject): JsonObject {
  const { name, uid } = metaOf(live);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(resource.group === '' ? {} : { group: resource.group }),
      kind: resource.plural,
      uid,
    },
  };
}
