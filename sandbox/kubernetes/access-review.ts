import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import { isObject, type JsonObject } from './json.ts';
import { isAllowed } from './rbac.ts';
import { parseBody } from './requests/body.ts';
import type { Caller } from './requests/context.ts';
import { refuse } from './status-error.ts';
import type { ObjectStore } from './store.ts';

/** Answers a SelfSubjectAccessReview (`kubectl auth can-i`) from the stored roles. */
export function reviewAccess(store: ObjectStore, request: HttpRequest, caller: Caller): JsonObject {
  const review = parseBody(request.body);
  const spec = isObject(review) && isObject(review['spec']) ? review['spec'] : {};
  const wanted = spec['resourceAttributes'];
  if (!isObject(wanted)) throw refuse.notImplemented('access reviews of paths');
  const read = (field: string): string => String(wanted[field] ?? '');
  const subresource = read('subresource');
  const namespace = read('namespace');
  const allowed = isAllowed(store, caller, {
    verb: read('verb'),
    group: read('group'),
    resource: subresource === '' ? read('resource') : `${read('resource')}/${subresource}`,
    name: read('name'),
    namespace: namespace === '' ? undefined : namespace,
  });
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: { allowed },
  };
}
