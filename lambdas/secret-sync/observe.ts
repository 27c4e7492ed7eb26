import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import { SECRET } from '../core/resources.ts';
import { isDue } from '../core/secrets/due.ts';
import { type ObservedSecret, readObservedSecret } from '../core/secrets/observed-secret.ts';
import type { Source } from '../core/secrets/source.ts';
import { failureOf, type SyncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import { explainForbidden } from './forbidden.ts';
import { forEachInFlight } from './in-flight.ts';
import type { Run } from './run.ts';
import { findSettled, needsValues } from './settled.ts';
import type { Observation, SyncTask } from './task.ts';

/**
 * Secrets first, then AWS: a value that is written was read after the Secret it replaces (DESIGN 4.2). Versions are
 * compared without decryption; only what moved or was never verified is decrypted.
 */
export async function observe(run: Run, tasks: readonly SyncTask[]): Promise<Map<SyncTask, Observation>> {
  const observations = new Map<SyncTask, Observation>();
  const secrets = await readSecrets(run, tasks, observations);
  const compared: SyncTask[] = [];
  const valued: SyncTask[] = [];
  for (const task of tasks) {
    if (!secrets.has(task)) continue;
    const observed = secrets.get(task);
    if (!isDue(task.externalSecret, task.spec, observed)) observations.set(task, { kind: 'notDue' });
    else if (task.wantsValues || needsValues(run, task, observed)) valued.push(task);
    else compared.push(task);
  }
  const versionOf = await run.reader.readVersions(sourcesOf(compared));
  for (const task of compared) {
    const settled = findSettled(run, task, { observed: secrets.get(task), versionOf });
    if (settled === undefined) valued.push(task);
    else observations.set(task, settled);
  }
  const readOf = await run.reader.readValues(sourcesOf(valued));
  for (const task of valued) observations.set(task, { kind: 'read', observed: secrets.get(task), readOf });
  return observations;
}

function sourcesOf(tasks: readonly SyncTask[]): readonly Source[] {
  return tasks.flatMap((task) => task.sources);
}

/** GETs, not a LIST: the function may read the Secrets it writes and no others (reference: kubernetes 4.3). */
async function readSecrets(
  run: Run,
  tasks: readonly SyncTask[],
  observations: Map<SyncTask, Observation>,
): Promise<Map<SyncTask, ObservedSecret | undefined>> {
  const secrets = new Map<SyncTask, ObservedSecret | undefined>();
  await forEachInFlight(tasks, OBJECTS_IN_FLIGHT, async (task) => {
    if (!run.hasTime()) return;
    const read = await readSecret(run, task);
    if ('failure' in read) observations.set(task, { kind: 'failed', failure: read.failure });
    else secrets.set(task, read.observed);
  });
  return secrets;
}

/** The target as it is; creationPolicy None has none that concerns us. */
export async function readSecret(
  run: Run,
  { externalSecret, spec }: SyncTask,
): Promise<{ readonly observed: ObservedSecret | undefined } | { readonly failure: SyncFailure }> {
  if (spec.creationPolicy === 'None') return { observed: undefined };
  const reference = { namespace: externalSecret.namespace, name: spec.targetName };
  try {
    const object = await run.deps.cluster.get(SECRET, reference);
    return { observed: object === undefined ? undefined : readObservedSecret(object) };
  } catch (error) {
    return {
      failure:
        explainForbidden(error, reference, run.deps.config.cluster.auth.mode) ??
        failureOf(WORDS.update, error),
    };
  }
}
