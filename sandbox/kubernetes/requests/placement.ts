import { isObject, type JsonObject } from '../json.ts';
import { refuse, StatusError } from '../status-error.ts';
import { storeKey } from '../store.ts';
import { type ResourceRequest, type ServerContext, storeKind } from './context.ts';

/** The name of the URL is that of the object. */
export function checkName(request: ResourceRequest, metadata: JsonObject): void {
  const { name } = request.info;
  if (metadata['name'] === name) return;
  const why = `the name of the object (${metadata['name']}) does not match the name on the URL (${name})`;
  throw refuse.badRequest(why);
}

/** The namespace of the URL is that of the object. */
export function placeInNamespace(request: ResourceRequest, metadata: JsonObject): void {
  const { namespace } = request.info;
  if (!request.resource.namespaced || namespace === undefined) return;
  metadata['namespace'] ??= namespace;
  if (metadata['namespace'] === namespace) return;
  throw refuse.badRequest(
    'the namespace of the provided object does not match the namespace sent on the request',
  );
}

/** Objects live in a namespace that exists and is not going away. */
export function checkNamespace(context: ServerContext, request: ResourceRequest, name: string): void {
  const { resource, info } = request;
  if (!resource.namespaced) return;
  const namespaces = { group: '', plural: 'namespaces' };
  const namespace = context.store.get(storeKind(namespaces), storeKey(undefined, info.namespace ?? ''));
  if (namespace === undefined) throw refuse.notFound(namespaces, info.namespace ?? '');
  const metadata = namespace['metadata'];
  if (isObject(metadata) && metadata['deletionTimestamp'] !== undefined) {
    const why = `unable to create new content in namespace ${info.namespace} because it is being terminated`;
    throw terminating(refuse.forbidden(resource, name, why), info.namespace ?? '');
  }
}

function terminating(error: StatusError, namespace: string): StatusError {
  const message = `namespace ${namespace} is being terminated`;
  const causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }];
  const details = isObject(error.body['details']) ? error.body['details'] : {};
  return new StatusError(error.code, 'Forbidden', error.message, { ...details, causes });
}
