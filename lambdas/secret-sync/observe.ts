import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import { SECRET } from '../core/resources.ts';
import { isDue } from '../core/secrets/due.ts';
import { type ObservedSecret, readObservedSecret } from '../core/secrets/observed-secret.ts';
import type { Source } from '../core/secrets/source.ts';
import { failureOf, type SyncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import { type CompileInput, compileTask } from './compile-task.ts';
import { explainForbidden } from './forbidden.ts';
import { forEachInFlight } from './in-flight.ts';
import type { Run } from './run.ts';
import { type Comparison, compareByVersion, findSettled } from './settled.ts';
import type { Observation, SyncTask } from './task.ts';
import { readTemplateObjects } from './template-objects.ts';

/**
 * Secrets first, then AWS: a value that is written was read after the Secret it replaces (DESIGN 4.2). Versions are
 * compared without decryption; only what moved or was never verified is decrypted. Of a Secret whose versions are
 * compared nothing is kept, so one that moved is read again before its values are.
 */
export async function observe(run: Run, tasks: readonly SyncTask[]): Promise<Map<SyncTask, Observation>> {
  const observations = new Map<SyncTask, Observation>();
  const compared = new Map<SyncTask, Comparison>();
  const valued = new Map<SyncTask, ObservedSecret | undefined>();
  const take = (task: SyncTask, observed: ObservedSecret | undefined) => {
    const { externalSecret, spec } = task;
    const isLooked = isDue(externalSecret, spec, observed);
    const comparison = isLooked && !task.wantsValues ? compareByVersion(run, task, observed) : undefined;
    if (!isLooked) observations.set(task, { kind: 'notDue' });
    else if (comparison === undefined) valued.set(task, observed);
    else compared.set(task, comparison);
  };
  await readSecrets(run, tasks, { observations, take });
  const versionOf = await run.reader.readVersions(sourcesOf(compared.keys()));
  const moved: SyncTask[] = [];
  const comparedObjects = await readTemplateObjects(run, [...compared.keys()]);
  for (const [task, comparison] of compared) {
    const templates = comparedObjects.revisionOf(task);
    const settled = findSettled(task, comparison, { versionOf, templates });
    if (settled === undefined) moved.push(task);
    else observations.set(task, settled);
  }
  await readSecrets(run, moved, {
    observations,
    take: (task, observed) => valued.set(task, observed),
  });
  const readOf = await run.reader.readValues(sourcesOf(valued.keys()));
  const objects = await readTemplateObjects(run, [...valued.keys()]);
  for (const [task, observed] of valued) {
    if (run.hasTime()) observations.set(task, await toObservation(task, { observed, readOf, objects }));
  }
  return observations;
}

/** One task with values that were read, and the objects with its templates. */
export async function observeTask(
  run: Run,
  task: SyncTask,
  read: Omit<CompileInput, 'objects'>,
): Promise<Observation & { readonly kind: 'read' }> {
  return toObservation(task, { ...read, objects: await readTemplateObjects(run, [task]) });
}

async function toObservation(
  task: SyncTask,
  input: CompileInput,
): Promise<Observation & { readonly kind: 'read' }> {
  const { observed, readOf, objects } = input;
  const compiled = await compileTask(task, input);
  return { kind: 'read', observed, readOf, compiled, templates: objects.revisionOf(task) };
}

function sourcesOf(tasks: Iterable<SyncTask>): readonly Source[] {
  return [...tasks].flatMap((task) => task.sources);
}

/** GETs, not a LIST: the function may read the Secrets it writes and no others (reference: kubernetes 4.3). */
async function readSecrets(
  run: Run,
  tasks: readonly SyncTask[],
  to: {
    readonly observations: Map<SyncTask, Observation>;
    readonly take: (task: SyncTask, observed: ObservedSecret | undefined) => void;
  },
): Promise<void> {
  await forEachInFlight(tasks, OBJECTS_IN_FLIGHT, async (task) => {
    if (!run.hasTime()) return;
    const read = await readSecret(run, task);
    if ('failure' in read) to.observations.set(task, { kind: 'failed', failure: read.failure });
    else to.take(task, read.observed);
  });
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
