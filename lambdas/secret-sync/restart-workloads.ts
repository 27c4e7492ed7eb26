import { TransientError } from '../core/errors.ts';
import type { RestartHint } from '../core/hint.ts';
import type { KubernetesObject, ResourceType } from '../core/kubernetes.ts';
import { SECRET } from '../core/resources.ts';
import { decideRestart } from '../core/secrets/restart.ts';
import { WORKLOADS } from '../core/workloads.ts';
import { FIELD_MANAGER } from './recorder.ts';
import { type Run, report } from './run.ts';

/**
 * Acts on announced rotations, all of a namespace at once, so that several Secrets make one rollout. A rotation
 * that did not take place (its Secret is as it was before the announcement) restarts nothing.
 */
export async function restartWorkloads(run: Run, hints: readonly RestartHint[]): Promise<void> {
  for (const [namespace, told] of Map.groupBy(hints, (hint) => hint.namespace)) {
    try {
      const rotated = await findRotated(run, namespace, told);
      if (rotated.size > 0) await restartIn(run, namespace, rotated);
    } catch (error) {
      if (error instanceof TransientError) for (const hint of told) run.unfinished.add(hint);
      const message = error instanceof Error ? error.message : 'unknown error';
      report(run, { subject: `Namespace/${namespace}`, action: 'failed', reason: 'NotRestarted', message });
    }
  }
}

/** Name of each Secret that is another one than before -> its resourceVersion. */
async function findRotated(
  run: Run,
  namespace: string,
  told: readonly RestartHint[],
): Promise<ReadonlyMap<string, string>> {
  const rotated = new Map<string, string>();
  for (const { secret: name, before } of told) {
    const secret = await run.deps.cluster.get(SECRET, { namespace, name });
    const version = secret?.metadata.resourceVersion;
    if (version !== undefined && version !== before) rotated.set(name, version);
  }
  return rotated;
}

async function restartIn(run: Run, namespace: string, rotated: ReadonlyMap<string, string>): Promise<void> {
  for (const type of WORKLOADS) {
    const { items } = await run.deps.cluster.list(type, { namespace });
    for (const workload of items) await restart(run, type, { workload, rotated });
  }
}

async function restart(
  run: Run,
  type: ResourceType,
  {
    workload,
    rotated,
  }: { readonly workload: KubernetesObject; readonly rotated: ReadonlyMap<string, string> },
): Promise<void> {
  const decision = decideRestart(workload, rotated);
  const { namespace = '', name } = workload.metadata;
  const subject = `${type.kind}/${namespace}/${name}`;
  if (decision.kind === 'none') return;
  if (decision.kind === 'skip') {
    const { reason, message } = decision;
    report(run, { subject, action: 'skipped', reason, message });
    return;
  }
  if (!run.dryRun) {
    await run.deps.cluster.patch(type, { namespace, name }, decision.patch, { fieldManager: FIELD_MANAGER });
  }
  const message = `for Secret ${decision.secrets.join(', ')}`;
  report(run, { subject, action: 'updated', reason: 'Restarted', message });
}
