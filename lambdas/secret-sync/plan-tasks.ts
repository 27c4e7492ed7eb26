import { METRIC } from '../core/metrics.ts';
import type { IsConfirmed } from '../core/secrets/absence.ts';
import { checksumOf, type Deletion, judgeDeletions } from '../core/secrets/breaker.ts';
import { externalSecretKey } from '../core/secrets/external-secret.ts';
import { isFoundEmpty } from '../core/secrets/find-absence.ts';
import { isFindCandidate } from '../core/secrets/find-candidate.ts';
import type { ParameterRead } from '../core/secrets/source.ts';
import { type SyncFailure, syncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import { createConfirmations } from './confirmations.ts';
import { planTask, type TaskPlan } from './plan-task.ts';
import { type Run, report } from './run.ts';
import type { Observation, SyncTask } from './task.ts';

/** Plans of a run, and the checksum by which a person releases deletions that were stopped. */
export interface PlannedRun {
  readonly plans: readonly TaskPlan[];
  readonly isConfirmed: (task: SyncTask) => IsConfirmed;
  /** Why nothing goes although two observations agreed, for the tasks concerned: their Ready is no longer true. */
  readonly stopped: ReadonlyMap<SyncTask, SyncFailure>;
  readonly checksum: string | undefined;
}

const ALL: IsConfirmed = () => true;
const NONE: IsConfirmed = () => false;

/**
 * Every plan of the run before any is applied, because the breaker judges them together: first as if all absences
 * were confirmed, to see what would go; then with what really may go.
 */
export function planTasks(run: Run, observations: ReadonlyMap<SyncTask, Observation>): PlannedRun {
  const confirmations = createConfirmations(run);
  const atWorst = run.fullScope ? planAll(observations, () => ALL) : [];
  const deletions = atWorst.flatMap(toDeletion);
  const stop = judgeDeletions({
    deletions,
    managed: [...observations.values()].filter(hasSecret).length,
    stores: absenceByStore(observations),
  });
  const isReleased = isReleasedBy(run, deletions);
  const isConfirmed = (task: SyncTask): IsConfirmed => {
    // Under Retain only a find takes keys away; else what is confirmed is that Ready=True is no longer so.
    if (task.spec.deletionPolicy === 'Retain') {
      const known = confirmations(task.externalSecret);
      const deletes = confirmsDeletion(task);
      return (candidate) => (isFindCandidate(candidate) ? deletes : known)(candidate);
    }
    return confirmsDeletion(task);
  };
  const confirmsDeletion = (task: SyncTask): IsConfirmed => {
    if (isReleased) return deletions.some((one) => one.externalSecret === keyOf(task)) ? ALL : NONE;
    return stop.stopped ? NONE : confirmations(task.externalSecret);
  };
  const plans = planAll(observations, isConfirmed);
  if (!stop.stopped || isReleased) return { plans, isConfirmed, stopped: new Map(), checksum: undefined };
  const message = `${stop.reason}; release with checksum ${stop.checksum}`;
  const agreed = planAll(observations, (task) => confirmations(task.externalSecret)).filter(losesKeys);
  // A dry run asks for no second observation: who reads it is told of everything that is stopped.
  if (run.dryRun) reportStopped(run, deletions, message);
  else countStopped(run, agreed.length);
  const failure = syncFailure(WORDS.fetch, message, { reason: 'DeletionsStopped', refusal: true });
  const stopped = new Map(agreed.map(({ task }) => [task, failure]));
  return { plans, isConfirmed, stopped, checksum: stop.checksum };
}

function planAll(
  observations: ReadonlyMap<SyncTask, Observation>,
  isConfirmed: (task: SyncTask) => IsConfirmed,
): readonly TaskPlan[] {
  return [...observations].flatMap(([task, observation]) =>
    observation.kind === 'read' ? [planTask(task, observation, isConfirmed(task))] : [],
  );
}

function toDeletion({ task, lost }: TaskPlan): readonly Deletion[] {
  return lost.length === 0 ? [] : [{ externalSecret: keyOf(task), secret: task.spec.targetName, keys: lost }];
}

function losesKeys({ lost }: TaskPlan): boolean {
  return lost.length > 0;
}

/** A person read the plan with this checksum and lets it through. */
function isReleasedBy(run: Run, deletions: readonly Deletion[]): boolean {
  const checksum = checksumOf(deletions);
  return (
    deletions.length > 0 && run.hints.some((hint) => hint.kind === 'release' && hint.checksum === checksum)
  );
}

/** Alarms only for what two observations agreed on: one absence alone may be a replacement in progress. */
function countStopped(run: Run, count: number): void {
  if (count > 0) run.deps.metrics.count(METRIC.deletionsStopped, count);
}

function reportStopped(run: Run, deletions: readonly Deletion[], message: string): void {
  for (const { externalSecret, keys } of deletions) {
    report(run, { subject: externalSecret, action: 'refused', reason: 'DeletionsStopped', message, keys });
  }
}

function hasSecret(observation: Observation): boolean {
  if (observation.kind === 'settled') return observation.hasSecret;
  return observation.kind === 'notDue' || (observation.kind === 'read' && observation.observed !== undefined);
}

/**
 * By store, for every ExternalSecret with a Secret: whether nothing it reads there exists. Unknown is present; one that
 * AWS was not asked about, as after CreatedOnce, says nothing about its store.
 */
function absenceByStore(
  observations: ReadonlyMap<SyncTask, Observation>,
): ReadonlyMap<string, readonly boolean[]> {
  const stores = new Map<string, boolean[]>();
  for (const [task, observation] of observations) {
    if (!hasSecret(observation) || observation.kind === 'notDue') continue;
    for (const [store, sources] of Map.groupBy(task.sources, (source) => source.store)) {
      const absent =
        'readOf' in observation && sources.every((source) => isNothing(observation.readOf(source)));
      stores.set(store, [...(stores.get(store) ?? []), absent]);
    }
  }
  return stores;
}

function isNothing(read: ParameterRead): boolean {
  return read.kind === 'absent' || isFoundEmpty(read);
}

function keyOf(task: SyncTask): string {
  return externalSecretKey(task.externalSecret);
}
