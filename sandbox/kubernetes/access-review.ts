import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import { isObject, type JsonObject } from './json.ts';
import { isAllowed } from './rbac.ts';
import { parseBody } from './requests/body.ts';
import type { Caller } from './requests/context.ts';
import { refuse } from './status-error.ts';
import type { ObjectStore } from './store.ts';

/** Answers a SelfSubjectAccessReview (`kubectl auth can-i`) from the stored roles. */
export function reviewOwnAccess(store: ObjectStore, request: HttpRequest, caller: Caller): JsonObject {
  return answer(store, { kind: 'SelfSubjectAccessReview', spec: specOf(request), caller });
}

/** Answers a SubjectAccessReview: what somebody else may do. */
export function reviewAccess(store: ObjectStore, request: HttpRequest): JsonObject {
  const spec = specOf(request);
  const groups = Array.isArray(spec['groups']) ? spec['groups'].map(String) : [];
  return answer(store, {
    kind: 'SubjectAccessReview',
    spec,
    caller: { username: String(spec['user'] ?? ''), groups },
  });
}

function specOf({ body }: HttpRequest): JsonObject {
  const review = parseBody(body);
  return isObject(review) && isObject(review['spec']) ? review['spec'] : {};
}

function answer(
  store: ObjectStore,
  { kind, spec, caller }: { readonly kind: string; readonly spec: JsonObject; readonly caller: Caller },
): JsonObject {
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
  return { kind, apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status: { allowed } };
}
