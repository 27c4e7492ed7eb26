import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';

/** Whether something ready stands behind a Service. */
export function hasEndpoints(slices: readonly KubernetesObject[], service: string): boolean {
  return slices
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .flatMap((slice) => (valueAt(slice, 'endpoints') ?? []) as readonly unknown[])
    .some((endpoint) => valueAt(endpoint, 'conditions', 'ready') !== false);
}
