import { CONFLICT_ATTEMPTS_MAX } from '../core/bounds.ts';
import { TransientError } from '../core/errors.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { SECRET } from '../core/resources.ts';
import type { IsConfirmed } from '../core/secrets/absence.ts';
import { hideRendered } from '../core/secrets/hide-rendered.ts';
import { fieldManagerOf } from '../core/secrets/marks.ts';
import { type ObservedSecret, readObservedSecret } from '../core/secrets/observed-secret.ts';
import { SUCCESS, type SyncOutcome } from '../core/secrets/status.ts';
import { failureOf, type SyncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import { announceRotation } from './announce-rotation.ts';
import { explainForbidden } from './forbidden.ts';
import { observeTask, readSecret } from './observe.ts';
import { planTask, type TaskPlan } from './plan-task.ts';
import type { Run } from './run.ts';
import type { SyncTask } from './task.ts';

/** What applying a plan came to. */
export interface Applied {
  readonly plan: TaskPlan;
  readonly outcome: SyncOutcome;
  readonly did: 'created' | 'updated' | 'deleted' | 'unchanged' | 'failed';
  /** The Secret afterwards; undefined when there is none. */
  readonly secret: ObservedSecret | undefined;
}

/** Codes after which everything begins again at the GET: somebody else wrote first. */
const RACE_CODES: readonly string[] = ['Conflict', 'AlreadyExists', 'NotFound'];

/**
 * Writes one Secret with the resourceVersion it was computed from. Lost races start again from the GET and read AWS
 * afresh: the old value is never sent with a new resourceVersion (DESIGN 4.2, invariant I3).
 */
export async function applyPlan(
  run: Run,
  first: TaskPlan,
  confirmedFor: (task: SyncTask) => IsConfirmed,
): Promise<Applied> {
  let plan = first;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await applyOnce(run, plan);
    } catch (error) {
      const lost = error instanceof TransientError && RACE_CODES.includes(error.code);
      if (!lost || attempt === CONFLICT_ATTEMPTS_MAX || !run.hasTime())
        return failed(plan, toFailure(run, plan, error));
    }
    const again = await planAgain(run, plan.task, confirmedFor(plan.task));
    if ('failure' in again) return failed(plan, again.failure);
    plan = again.plan;
  }
}

async function planAgain(
  run: Run,
  task: SyncTask,
  isConfirmed: IsConfirmed,
): Promise<{ readonly plan: TaskPlan } | { readonly failure: SyncFailure }> {
  const read = await readSecret(run, task);
  if ('failure' in read) return read;
  const readOf = await run.reader.readValues(task.sources, { fresh: true });
  const observation = await observeTask(run, task, { observed: read.observed, readOf });
  return { plan: planTask(task, observation, isConfirmed) };
}

async function applyOnce(run: Run, plan: TaskPlan): Promise<Applied> {
  const { action, observation, task } = plan;
  const { observed } = observation;
  const binding = task.spec.targetName;
  const done = (did: Applied['did'], success: keyof typeof SUCCESS, secret: Applied['secret']): Applied => {
    const exists = secret !== undefined && success === 'synced';
    const outcome: SyncOutcome = {
      kind: 'success',
      ...SUCCESS[success],
      binding: exists ? binding : undefined,
      wrote: did !== 'unchanged' && !run.dryRun,
    };
    return { plan, outcome, did, secret };
  };
  switch (action.kind) {
    case 'fail':
      return failed(plan, action.failure);
    case 'none':
      return done('unchanged', action.outcome, observed);
    case 'unchanged':
      return done('unchanged', 'synced', observed);
    case 'create':
      return done('created', 'synced', await write(run, task, action.object, 'create'));
    case 'replace':
      await announceRotation(run, observed, action.object);
      return done('updated', 'synced', await write(run, task, action.object, 'replace'));
    case 'delete':
      await remove(run, task, action.observed);
      return done('deleted', 'deleted', undefined);
  }
}

async function write(
  run: Run,
  { externalSecret }: SyncTask,
  object: KubernetesObject,
  verb: 'create' | 'replace',
): Promise<ObservedSecret> {
  if (run.dryRun) return readObservedSecret(object);
  const options = { fieldManager: fieldManagerOf(externalSecret.name) };
  return readObservedSecret(await run.deps.cluster[verb](SECRET, object, options));
}

async function remove(run: Run, { externalSecret, spec }: SyncTask, observed: ObservedSecret): Promise<void> {
  if (run.dryRun) return;
  const { uid, resourceVersion } = observed;
  const reference = { namespace: externalSecret.namespace, name: spec.targetName };
  await run.deps.cluster.delete(SECRET, reference, { uid, resourceVersion });
}

function failed(plan: TaskPlan, failure: SyncFailure): Applied {
  const { targetName } = plan.task.spec;
  const { observed } = plan.observation;
  return { plan, outcome: { kind: 'failure', failure, targetName }, did: 'failed', secret: observed };
}

/** The server's words, which name the field; with the Secret there already, ESO says what it is bound to. */
function toFailure(run: Run, { task, action, observation }: TaskPlan, error: unknown): SyncFailure {
  const { namespace } = task.externalSecret;
  const name = task.spec.targetName;
  const words = action.kind === 'delete' ? WORDS.delete : WORDS.update;
  const { mode } = run.deps.config.cluster.auth;
  const failure =
    explainForbidden(error, { namespace, name }, mode) ?? failureOf(words, error, `secret ${name}: `);
  const { compiled } = observation;
  const rendered = compiled.ok ? compiled.value.rendered : undefined;
  const detail = rendered === undefined ? failure.detail : hideRendered(failure.detail, rendered);
  return { ...failure, detail, ...(observation.observed === undefined ? {} : { bound: true }) };
}
