import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import { type CaseRun, viewOf } from './case-run.ts';
import { compareSecrets } from './compare-secrets.ts';
import { compareStatuses } from './compare-status.ts';
import type { StepView } from './step-view.ts';

/**
 * The recorded program looks again when its refresh interval is over; we are told, or sweep every minute. So our
 * world is where the recording arrives in a later step, or, where a person edited the Secret, where it was before.
 */
export const aheadRule: DivergenceRule<CaseRun> = {
  name: 'EarlierThanRefresh',
  because:
    '`refreshInterval` is the bound, not the rhythm: a pushed change arrives earlier, and drift is repaired by the next sweep.',
  explains: (difference, run) => {
    if (isState(difference)) return isAhead(difference, run) || isRepaired(difference, run);
    if (difference.field.startsWith('events.')) return isOtherwiseTimed(difference, run);
    return difference.field === 'awsCalls.valueReads' && stateDiffers(difference.step, run);
  },
};

function isState({ field }: Difference): boolean {
  return /^(namespaces\.[^.]+\.)?(secrets|externalSecrets)\./v.test(field);
}

/** The recording did nothing here in this step, and does in a later one what we have done already. */
function isAhead(difference: Difference, run: CaseRun): boolean {
  const { step } = difference;
  const isIdle = step > 1 && sameRecording(difference, run, step - 1);
  const isNew = recordedAt(difference, run, step - 1) === 'other' && !existed(difference, run, step - 1);
  if (!isIdle && !isNew) return false;
  return run.views.slice(step + 1).some((later) => recordedAt(difference, run, later.step) === 'ours');
}

/** A person edited the Secret in this step, and ours is again what was recorded before. */
function isRepaired(difference: Difference, run: CaseRun): boolean {
  const view = viewOf(run, difference);
  const name = /secrets\.(?<name>[^.]+)/v.exec(difference.field)?.groups?.['name'];
  if (name === undefined || !editsSecret(view, name) || !isPeriodic(view, name)) return false;
  return recordedAt(difference, run, difference.step - 1) === 'ours';
}

/** What the recording of another step has at that field: what we have now, or something else. */
function recordedAt(difference: Difference, run: CaseRun, step: number): 'ours' | 'other' {
  return differenceAt(difference, run, step) === undefined ? 'ours' : 'other';
}

/** Whether two steps of the recording agree at that field. */
function sameRecording(difference: Difference, run: CaseRun, step: number): boolean {
  return isDeepStrictEqual(differenceAt(difference, run, step)?.recorded, difference.recorded);
}

function existed({ field }: Difference, run: CaseRun, step: number): boolean {
  const recorded = run.views[step]?.expect;
  const name = /^externalSecrets\.(?<name>[^.]+)/v.exec(field)?.groups?.['name'];
  return name !== undefined && recorded?.externalSecrets?.[name] !== undefined;
}

function differenceAt(difference: Difference, run: CaseRun, step: number): Difference | undefined {
  const other = run.views[step];
  if (other === undefined) return difference;
  const view = { ...viewOf(run, difference), expect: other.expect };
  return [...compareSecrets(view), ...compareStatuses(view)].find(({ field }) => field === difference.field);
}

function editsSecret({ actions }: StepView, name: string): boolean {
  const edits = [...(actions.patch ?? []), ...(actions.delete ?? [])].map((edit) => ({
    kind: edit.kind,
    name: edit.name,
  }));
  const puts = [...(actions.apply ?? []), ...(actions.create ?? [])].map(toName);
  return [...edits, ...puts].some((edit) => edit.kind === 'Secret' && edit.name === name);
}

function toName({ kind, metadata }: KubernetesObject): { readonly kind: string; readonly name: string } {
  return { kind, name: metadata.name };
}

/** Drift is repaired only under a policy that refreshes at all. */
function isPeriodic({ after, recorded }: StepView, secret: string): boolean {
  const claims = [...(after.externalSecrets.get(recorded.namespace)?.values() ?? [])].map(readSpec);
  return claims.some(
    ({ name, target, refreshPolicy = 'Periodic', refreshInterval }) =>
      (target?.name ?? name) === secret &&
      refreshPolicy === 'Periodic' &&
      !/^0+[a-z]*$/v.test(refreshInterval ?? '1h'),
  );
}

interface ClaimSpec {
  readonly name: string;
  readonly target?: { readonly name?: string };
  readonly refreshPolicy?: string;
  readonly refreshInterval?: string;
}

function readSpec({ metadata, ...object }: KubernetesObject): ClaimSpec {
  return { ...(object['spec'] as Omit<ClaimSpec, 'name'>), name: metadata.name };
}

/** An Event of ours that comes with an earlier write, or one that is missing because that write was before. */
function isOtherwiseTimed({ step, field, ours }: Difference, run: CaseRun): boolean {
  const event = (other: Difference) =>
    other.field === field && (other.ours === undefined) !== (ours === undefined);
  if (!/ Normal (Created|Updated)$/v.test(field)) return false;
  if (ours !== undefined) return stateDiffers(step, run);
  return run.differences.some((other) => other.step < step && event(other)) || stateDiffersBefore(step, run);
}

function stateDiffers(step: number, run: CaseRun): boolean {
  return run.differences.some(
    (other) => other.step === step && isState(other) && (isAhead(other, run) || isRepaired(other, run)),
  );
}

function stateDiffersBefore(step: number, run: CaseRun): boolean {
  return run.views.some((view) => view.step < step && stateDiffers(view.step, run));
}
