import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import type { ResourceType } from '../core/kubernetes.ts';
import { METRIC } from '../core/metrics.ts';
import { ABSENT } from '../core/report.ts';
import { compareAge } from '../core/secrets/claims.ts';
import { isChanged } from '../core/secrets/due.ts';
import { isIntact } from '../core/secrets/observed-secret.ts';
import type { SyncOutcome } from '../core/secrets/status.ts';
import { failureOf, type SyncFailure } from '../core/secrets/sync-failure.ts';
import { type Applied, applyPlan } from './apply.ts';
import { finish } from './finish.ts';
import { forEachInFlight } from './in-flight.ts';
import { removeOldTarget } from './old-target.ts';
import type { TaskPlan } from './plan-task.ts';
import type { PlannedRun } from './plan-tasks.ts';
import { recordFor } from './recorder.ts';
import { type Run, report, reportExternalSecret } from './run.ts';
import { rememberSettled } from './settled.ts';
import type { Observation, SyncTask } from './task.ts';
import { leaveForLater } from './unfinished.ts';

/**
 * Applies every plan and writes every status. ExternalSecrets with one target go one after the other, the oldest
 * first, so that who gets it does not depend on chance; one that fails stops no other (invariant I5). Once the time is
 * up nothing more is applied, so a deletion never rests on an observation that was cut short.
 */
export async function settleTasks(
  run: Run,
  type: ResourceType,
  {
    observations,
    planned,
    tasks,
  }: {
    readonly tasks: readonly SyncTask[];
    readonly observations: ReadonlyMap<SyncTask, Observation>;
    readonly planned: PlannedRun;
  },
): Promise<void> {
  const plans = new Map(planned.plans.map((plan) => [plan.task, plan]));
  const byTarget = Map.groupBy(
    tasks,
    ({ externalSecret, spec }) => `${externalSecret.namespace}/${spec.targetName}`,
  );
  await forEachInFlight([...byTarget.values()], OBJECTS_IN_FLIGHT, async (group) => {
    for (const task of group.sort((a, b) => compareAge(a.externalSecret, b.externalSecret))) {
      const plan = plans.get(task);
      if (!run.hasTime()) leaveForLater(run, task.hints);
      else if (plan !== undefined) await settlePlan(run, type, { plan, planned });
      else await settleUnread(run, type, { task, observation: observations.get(task) });
    }
  });
}

async function settlePlan(
  run: Run,
  type: ResourceType,
  { plan, planned }: { readonly plan: TaskPlan; readonly planned: PlannedRun },
): Promise<void> {
  const { task } = plan;
  const applied = plan.held ? undefined : await applyPlan(run, plan, planned.isConfirmed);
  const latest = applied?.plan ?? plan;
  if (latest.waiting.length > 0) rememberWaiting(run, latest, applied?.secret);
  if (applied === undefined || applied.plan.held) return;
  await announce(run, applied);
  const outcome = orStopped(await cleanUp(run, applied), planned.stopped.get(task));
  const { absent, observation, waiting } = applied.plan;
  // What waits is not thereby in sync: a status that said so would be believed by the next container.
  if (waiting.length > 0 && outcome.kind === 'success' && !isToldAlready(task, outcome.message)) return;
  // Under Retain a missing parameter is the failure itself; and what waits is told when it happens.
  const isTold = task.spec.deletionPolicy !== 'Retain' && waiting.length === 0;
  await finish(run, type, toFinish(task, outcome, isTold ? absent : []));
  const isFinal = outcome.kind === 'success' || !outcome.failure.transient;
  if (isFinal && waiting.length === 0 && !run.dryRun) {
    rememberSettled(run.memory, task, { ...observation, secret: applied.secret, outcome });
  }
}

/** Whether the status says just this of the manifest as it is. */
function isToldAlready({ externalSecret }: SyncTask, message: string): boolean {
  const { ready } = externalSecret.status;
  return ready?.status === 'True' && ready.message === message && !isChanged(externalSecret);
}

/** What the breaker holds back is told on the object: the Secret stays, and is not what its parameters say. */
function orStopped(outcome: SyncOutcome, stopped: SyncFailure | undefined): SyncOutcome {
  if (stopped === undefined || outcome.kind === 'failure') return outcome;
  return { kind: 'failure', failure: stopped, targetName: undefined };
}

/** The Secret's own entry in the report, its Event, and whether a sweep found what no event had announced. */
async function announce(run: Run, { plan, did }: Applied): Promise<void> {
  if (did === 'failed') return;
  const { externalSecret, spec } = plan.task;
  const subject = `Secret/${externalSecret.namespace}/${spec.targetName}`;
  const reason = did === 'unchanged' ? 'InSync' : REASONS[did].reason;
  const { observed } = plan.observation;
  const found = run.dryRun ? { found: observed?.resourceVersion ?? ABSENT } : {};
  report(run, {
    subject,
    action: did,
    reason,
    ...(plan.lost.length === 0 ? {} : { keys: plan.lost }),
    ...found,
  });
  if (did === 'unchanged' || run.dryRun) return;
  const drifted = observed === undefined || !isIntact(observed) || isChanged(externalSecret);
  const isRenewed = plan.task.sources.some(({ reads }) => reads === 'generator');
  if (did === 'updated' && !drifted && !isRenewed && plan.task.hints.every((hint) => hint.kind === 'sweep')) {
    run.deps.metrics.count(METRIC.changesFoundBySweep, 1);
  }
  await recordFor(run, externalSecret, { type: 'Normal', ...REASONS[did] });
}

const REASONS = {
  created: { reason: 'Created', message: 'secret created' },
  updated: { reason: 'Updated', message: 'secret updated' },
  deleted: { reason: 'Deleted', message: 'secret deleted due to DeletionPolicy=Delete' },
} as const;

/** The old Secret of a renamed target goes once the new one is there. */
async function cleanUp(run: Run, { plan, outcome }: Applied): Promise<SyncOutcome> {
  if (outcome.kind === 'failure' || outcome.binding === undefined) return outcome;
  try {
    await removeOldTarget(run, plan.task);
    return outcome;
  } catch (error) {
    const failure = failureOf(
      'could not delete orphaned secrets',
      error,
      `secret ${plan.task.externalSecret.status.bindingName}: `,
    );
    return { kind: 'failure', failure, targetName: undefined };
  }
}

async function settleUnread(
  run: Run,
  type: ResourceType,
  { task, observation }: { readonly task: SyncTask; readonly observation: Observation | undefined },
): Promise<void> {
  const { externalSecret, hints } = task;
  if (observation === undefined) {
    leaveForLater(run, hints);
  } else if (observation.kind === 'failed') {
    const outcome: SyncOutcome = { kind: 'failure', failure: observation.failure, targetName: undefined };
    await finish(run, type, toFinish(task, outcome, []));
  } else if (observation.kind === 'settled') {
    const action = observation.outcome === undefined ? 'pending' : 'unchanged';
    reportExternalSecret(run, externalSecret, { action, reason: 'VersionsUnmoved' });
    const { outcome } = observation;
    if (outcome !== undefined) await finish(run, type, toFinish(task, outcome, []));
  } else {
    reportExternalSecret(run, externalSecret, { action: 'unchanged', reason: 'NotDue' });
  }
}

function toFinish(task: SyncTask, outcome: SyncOutcome, absent: TaskPlan['absent']) {
  const { externalSecret, hints, spec } = task;
  return { externalSecret, hints, outcome, absent, refreshIntervalMs: spec.refreshIntervalMs };
}

/** What waits for a second observation is reported, and not read again before that comes or is overdue. */
function rememberWaiting(run: Run, plan: TaskPlan, secret: Applied['secret']): void {
  const { task, waiting, observation } = plan;
  const until = run.startedAt + 2 * run.deps.config.deleteDelaySeconds * 1000;
  if (!run.dryRun) {
    rememberSettled(run.memory, task, {
      ...observation,
      secret: secret ?? observation.observed,
      outcome: undefined,
      until,
    });
  }

  const message = 'not found by AWS; waits for a second observation';
  reportExternalSecret(run, task.externalSecret, {
    action: 'pending',
    reason: 'ParameterMissing',
    message,
    keys: waiting,
  });
}
