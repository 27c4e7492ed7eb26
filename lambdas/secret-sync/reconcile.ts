import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import { METRIC } from '../core/metrics.ts';
import { ESO_VERSIONS } from '../core/resources.ts';
import type { Outcome, Reconcile } from '../runtime/invocation.ts';
import type { SecretSyncDeps } from './deps.ts';
import { finish } from './finish.ts';
import { forEachInFlight } from './in-flight.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { createMemory, forgetGone } from './memory.ts';
import { observe } from './observe.ts';
import { planTasks } from './plan-tasks.ts';
import { prepare, type Work } from './prepare.ts';
import { releaseFinalizer } from './release-finalizer.ts';
import { type Run, report, startRun } from './run.ts';
import { askForSecondObservation } from './second-observation.ts';
import { settleStores } from './settle-stores.ts';
import { settleTasks } from './settle-tasks.ts';

/**
 * Hints -> Secrets, in five steps. An event, a sweep, a second observation and a person's resync all take this one
 * road; they differ in how much of the inventory they look at.
 */
export function createReconcile(deps: SecretSyncDeps): Reconcile {
  const memory = createMemory();
  return async (hints, remainingMs) => {
    const run = startRun(deps, memory, { hints, remainingMs });
    // 1. What there is: every ExternalSecret and store, listed completely.
    const inventory = await withChildren(run, await takeInventory(deps.cluster, deps.config));
    const type = inventory.externalSecretType;
    if (type === undefined) return withoutDefinitions(run);
    // 2. What is to be done: whose hints these are, whether we are responsible, what may be read with which role.
    const work = await prepare(run, inventory);
    // 3. What is: the Secrets, then versions, then only the values that moved.
    const observations = await observe(run, work.tasks);
    // 4. What to do about it: one action for each Secret, and the breaker over all of them.
    const planned = planTasks(run, observations);
    // 5. Do it, and say so in status, Events and report.
    await settleTasks(run, type, { tasks: work.tasks, observations, planned });
    await askForSecondObservation(run, planned.plans);
    await settleRest(run, inventory, work);
    await restartAnnounced(run);
    return toOutcome(run, planned.checksum);
  };
}

/** Loaded where restarts are configured and one was announced. */
async function restartAnnounced(run: Run): Promise<void> {
  const announced = run.hints.filter((hint) => hint.kind === 'restart');
  if (announced.length === 0 || run.deps.config.restart !== true) return;
  const { restartWorkloads } = await import('./restart-workloads.ts');
  await restartWorkloads(run, announced);
}

/** What makes the ExternalSecrets of ClusterExternalSecrets is loaded where there are some. */
async function withChildren(run: Run, inventory: Inventory): Promise<Inventory> {
  if (inventory.clusterExternalSecrets === undefined) return inventory;
  const { settleChildren } = await import('./settle-children.ts');
  return settleChildren(run, inventory);
}

/**
 * No ExternalSecret is served: nothing to do, and not a success. The sweep counts as unfinished, so that the alarm for
 * missing sweeps tells what nothing in the cluster can.
 */
function withoutDefinitions(run: Run): Outcome {
  const message =
    `the API server serves no externalsecrets.external-secrets.io in ${ESO_VERSIONS.join(' or ')}: ` +
    'apply the definitions (npm run sluice -- manifests crds)';
  report(run, { subject: 'ExternalSecret', action: 'failed', reason: 'SourceAbsent', message });
  for (const hint of run.hints) if (hint.kind === 'sweep') run.unfinished.add(hint);
  return toOutcome(run);
}

/** Objects that never reached AWS, the stores, and the counts a sweep publishes. */
async function settleRest(run: Run, inventory: Inventory, work: Work): Promise<void> {
  const type = inventory.externalSecretType;
  if (type === undefined) return;
  await forEachInFlight(work.failed, OBJECTS_IN_FLIGHT, async ({ referrer, failure }) => {
    const outcome = { kind: 'failure', failure, targetName: undefined } as const;
    await finish(run, type, { ...referrer, outcome, refreshIntervalMs: 0, absent: [] });
  });
  await forEachInFlight(work.releases, OBJECTS_IN_FLIGHT, (referrer) =>
    releaseFinalizer(run, type, referrer),
  );
  await settleStores(run, inventory, work);
  if (!run.fullScope) return;
  forgetGone(run.memory, new Set(inventory.externalSecrets.map(({ uid }) => uid)), run.startedAt);
  const notReady = run.entries.filter(({ action }) => action === 'failed' || action === 'refused').length;
  run.deps.metrics.count(METRIC.objectsNotReady, notReady);
}

function toOutcome(run: Run, checksum?: string): Outcome {
  const unfinished = run.hints.filter((hint) => run.unfinished.has(hint) && hint.kind !== 'release');
  const complete = run.fullScope && unfinished.length === 0;
  return {
    entries: run.entries,
    unfinished,
    ...(checksum === undefined ? {} : { checksum }),
    ...(run.deps.config.mode === 'observe' ? { observed: { complete } } : {}),
  };
}
