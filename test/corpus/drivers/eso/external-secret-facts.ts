import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { RecordedCondition } from './case.ts';

/** Name of the Secret an ExternalSecret is about; undefined when the object is gone. */
export function targetOf(externalSecret: KubernetesObject | undefined): string | undefined {
  if (externalSecret === undefined) return undefined;
  const spec = externalSecret['spec'] as { target?: { name?: string } } | undefined;
  return spec?.target?.name ?? externalSecret.metadata.name;
}

/** The Ready condition of any object; undefined when it has none. */
export function readyOf(object: KubernetesObject | undefined): RecordedCondition | undefined {
  const status = object?.['status'] as { conditions?: readonly RecordedCondition[] } | undefined;
  return status?.conditions?.find(({ type }) => type === 'Ready');
}
