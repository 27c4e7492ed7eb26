import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';

/** kube-apiserver's own controllers (pkg/registry/core/service), which look at every Service once in a while. */
const REPAIRS: readonly unknown[] = ['ipallocator-repair-controller', 'portallocator-repair-controller'];

/** Whether the API server makes an object by itself: its Service, which comes back, and Events of its repairs. */
export function isServersOwn(object: KubernetesObject): boolean {
  const { namespace, name } = object.metadata;
  return (namespace === 'default' && name === 'kubernetes') || REPAIRS.includes(object['reportingComponent']);
}
