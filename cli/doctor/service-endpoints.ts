import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { fieldAt } from './cluster-objects.ts';

/** Whether something ready stands behind a Service. */
export function hasEndpoints(slices: readonly KubernetesObject[], service: string): boolean {
  return slices
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .flatMap((slice) => (fieldAt(slice, 'endpoints') ?? []) as readonly unknown[])
    .some((endpoint) => fieldAt(endpoint, 'conditions', 'ready') !== false);
}
