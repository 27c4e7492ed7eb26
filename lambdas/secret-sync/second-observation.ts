import { DELETE_DELAY_MS_MIN, QUEUE_BODY_BYTES_MAX } from '../core/bounds.ts';
import { externalSecretKey } from '../core/secrets/external-secret.ts';
import type { TaskPlan } from './plan-task.ts';
import type { Run } from './run.ts';
import { leaveUnfinished } from './unfinished.ts';

/**
 * Asks for the second observation of everything that was found absent in this one: one delayed message, split when
 * it would be too large. What was asked for already is not asked for again until its answer is overdue.
 */
export async function askForSecondObservation(run: Run, plans: readonly TaskPlan[]): Promise<void> {
  if (run.dryRun) return;
  const delayMs = Math.max(run.deps.config.deleteDelaySeconds * 1000, DELETE_DELAY_MS_MIN);
  const waiting = plans.filter((plan) => plan.waiting.length > 0 && !isAwaited(run, plan));
  for (const part of split(waiting)) {
    const candidates = Object.fromEntries(part.map((plan) => [candidateKey(plan), plan.waiting]));
    const body = { sluice: 'second-observation', half: 'secrets', at: run.startedAt, candidates };
    try {
      await run.deps.queue.send(body, Math.ceil(delayMs / 1000));
    } catch (error) {
      run.deps.log.warn('second observation not asked for', { error });
      for (const { task } of part) leaveUnfinished(run, task.externalSecret, task.hints);
      continue;
    }
    for (const plan of part) {
      const key = externalSecretKey(plan.task.externalSecret);
      const until = run.startedAt + 2 * delayMs;
      run.memory.awaited.set(key, { candidates: plan.waiting.join('\n'), until });
    }
  }
}

function isAwaited(run: Run, { task, waiting }: TaskPlan): boolean {
  const known = run.memory.awaited.get(externalSecretKey(task.externalSecret));
  return known !== undefined && known.until > run.startedAt && known.candidates === waiting.join('\n');
}

function candidateKey({ task }: TaskPlan): string {
  return `${task.externalSecret.namespace}/${task.externalSecret.name}`;
}

function split(plans: readonly TaskPlan[]): readonly (readonly TaskPlan[])[] {
  const parts: TaskPlan[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const plan of plans) {
    const size = Buffer.byteLength(JSON.stringify([candidateKey(plan), plan.waiting]));
    if (bytes + size > QUEUE_BODY_BYTES_MAX) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(plan);
    bytes += size;
  }
  return parts;
}
