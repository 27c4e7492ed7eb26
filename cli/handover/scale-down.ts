import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { formatKey } from '../../lambdas/core/object-key.ts';
import { DEPLOYMENT } from './facts.ts';
import { inNamespace } from './kubectl.ts';
import { changeObject } from './object-step.ts';
import { replicasOf } from './peer.ts';
import type { Step } from './step.ts';

/**
 * The step after which no Pod of a peer's Deployment runs.
 * @param why what happens otherwise
 */
export function scaleDown(
  object: KubernetesObject,
  { applications, why }: { readonly applications: ReadonlySet<string>; readonly why: string },
): Step {
  const { wanted, running } = replicasOf(object);
  const title = 'no Pod of it runs (spec.replicas: 0)';
  const subject = formatKey(DEPLOYMENT.kind, object.metadata);
  const scale = (replicas: number) =>
    `kubectl scale deployment ${object.metadata.name}${inNamespace(object)} --replicas=${replicas}`;
  const back = { how: [scale(0)], rollback: [scale(1)] };
  if (wanted === 0) {
    const state = running === 0 ? 'done' : 'waits';
    const left = running === 0 ? {} : { why: `${running} of its Pods still run` };
    return { subject, title, state, ...back, ...left };
  }
  const step = changeObject(
    {
      type: DEPLOYMENT,
      object,
      title,
      patch: { spec: { replicas: 0 } },
      back: { spec: { replicas: wanted } },
      inGit: 'spec.replicas: 0 (by the values of its chart, or a patch over it)',
      backInGit: `spec.replicas: ${wanted}`,
      why,
    },
    applications,
  );
  // The shorter command does the same.
  return step.state === 'ready'
    ? { ...step, how: [scale(0), ...step.how.slice(1)], rollback: [scale(wanted), ...step.rollback.slice(1)] }
    : step;
}
