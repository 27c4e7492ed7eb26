import type { ClusterConfiguration } from '../stack/config.ts';
import { type Half, identityOf } from './identity.ts';

/** Where our own objects live: the ServiceAccount of `token` authentication. */
const NAMESPACE = 'sluice-system';
const SERVICE_ACCOUNT = 'sluice';

/** `subjects[]` of a binding. */
export type Subject =
  | { readonly kind: 'Group'; readonly apiGroup: 'rbac.authorization.k8s.io'; readonly name: string }
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string };

/**
 * Who RBAC is bound to: the group of the half; a token from a parameter belongs to one ServiceAccount for both
 * halves, because a cluster has one such parameter.
 */
export function subjectOf(cluster: ClusterConfiguration, half: Half): Subject {
  return cluster.auth.mode === 'token'
    ? { kind: 'ServiceAccount', namespace: NAMESPACE, name: SERVICE_ACCOUNT }
    : { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: identityOf(cluster, half).group };
}

/** The same as a CEL condition over `request.userInfo`. */
export function subjectExpression(subject: Subject): string {
  return subject.kind === 'Group'
    ? `has(request.userInfo.groups) && '${subject.name}' in request.userInfo.groups`
    : `request.userInfo.username == 'system:serviceaccount:${subject.namespace}:${subject.name}'`;
}
