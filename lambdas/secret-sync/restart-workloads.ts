import { TransientError } from '../core/errors.ts';
import type { RestartHint } from '../core/hint.ts';
import type { KubernetesObject, ResourceType } from '../core/kubernetes.ts';
import { SECRET } from '../core/resources.ts';
import { compareVersions, decideRestart, type Rotation } from '../core/secrets/restart.ts';
import { WORKLOADS } from '../core/workloads.ts';
import { FIELD_MANAGER } from './recorder.ts';
import { type Run, report } from './run.ts';

/** No run writes so long after it announced a rotation: the timeout of the function (DESIGN 2), and what clocks differ by. */
const WRITER_SECONDS_MAX = 65;

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

/** Each Secret that is another one than before, by name. */
async function findRotated(
  run: Run,
  namespace: string,
  told: readonly RestartHint[],
): Promise<ReadonlyMap<string, Rotation>> {
  const rotated = new Map<string, Rotation>();
  for (const hint of told) {
    const { secret: name, before } = hint;
    const secret = await run.deps.cluster.get(SECRET, { namespace, name });
    const version = secret?.metadata.resourceVersion;
    const known = rotated.get(name);
    const isLatest = known === undefined || compareVersions(before, known.before) > 0;
    if (version === before) await waitForWriter(run, hint);
    else if (version !== undefined && isLatest) rotated.set(name, { version, before });
  }
  return rotated;
}

/** The run that announced a rotation may be slow, and write after this: then it is told again. */
async function waitForWriter(run: Run, { namespace, secret, before, at }: RestartHint): Promise<void> {
  if (run.dryRun || run.startedAt - at > WRITER_SECONDS_MAX * 1000) return;
  await run.deps.queue.send({ sluice: 'restart', namespace, secret, before, at }, WRITER_SECONDS_MAX);
}

async function restartIn(run: Run, namespace: string, rotated: ReadonlyMap<string, Rotation>): Promise<void> {
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
  }: { readonly workload: KubernetesObject; readonly rotated: ReadonlyMap<string, Rotation> },
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
