import type { IsConfirmed } from '../core/secrets/absence.ts';
import { staleRead, stampsOf } from '../core/secrets/fence.ts';
import { findShrunk } from '../core/secrets/find-absence.ts';
import { candidateOf, type Source } from '../core/secrets/source.ts';
import { wasReady } from '../core/secrets/status.ts';
import { planTarget, type TargetPlan } from '../core/secrets/target-plan.ts';
import type { Observation, SyncTask } from './task.ts';

/** What is to be done for one ExternalSecret whose values were read. */
export interface TaskPlan extends TargetPlan {
  readonly task: SyncTask;
  readonly observation: Observation & { readonly kind: 'read' };
  /** Sources that AWS does not know. */
  readonly absent: readonly Source[];
  /** Absent under Retain while Ready is True: told as a failure only when it is seen twice. */
  readonly held: boolean;
}

/** Values x observed Secret -> action. */
export function planTask(
  task: SyncTask,
  observation: Observation & { readonly kind: 'read' },
  isConfirmed: IsConfirmed,
): TaskPlan {
  const { externalSecret, spec, sources } = task;
  const { observed, readOf, compiled } = observation;
  const absent = sources.filter((source) => readOf(source).kind === 'absent');
  const base = { task, observation, absent, held: false };
  if (compiled.ok) {
    const { versions, split } = stampsOf(sources, readOf);
    if (split !== undefined) {
      const detail = `${split} was read in two versions, one of them from a replica that lags; it is read again`;
      const failure = staleRead(detail, observed !== undefined);
      return { ...base, action: { kind: 'fail', failure }, waiting: [], lost: [] };
    }
    const shrunk = findShrunk(sources, readOf, observed);
    const input = {
      externalSecret,
      spec,
      observed,
      compiled: { ...compiled.value, shrunk },
      versions,
      isConfirmed,
    };
    return { ...base, ...planTarget(input) };
  }
  const waiting = absent.map(candidateOf).filter((candidate) => !isConfirmed(candidate));
  const held = compiled.failure.absence === true && wasReady(externalSecret) && waiting.length > 0;
  return {
    ...base,
    action: { kind: 'fail', failure: compiled.failure },
    waiting: held ? waiting : [],
    lost: [],
    held,
  };
}
