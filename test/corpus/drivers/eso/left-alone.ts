import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import { type CaseRun, viewOf } from './case-run.ts';
import { readyOf, targetOf } from './external-secret-facts.ts';
import type { StepView } from './step-view.ts';

/** Marks and owners: what the recorded program puts onto a Secret before it knows whether it may write it. */
const MARK = /^(labels|annotations)\.reconcile\.external-secrets\.io\/|^managedFields\.|^ownerReferences/v;

/** A Secret that stays as it is carries no mark of ours either. */
export const leftAloneRule: DivergenceRule<CaseRun> = {
  name: 'LeftAlone',
  because:
    'A Secret that is not written, because `creationPolicy` is `None` or it cannot be brought in sync, gets no mark either.',
  explains: (difference, run) => {
    const view = viewOf(run, difference);
    const [, name, field = ''] = /^secrets\.([^.]+)\.(.+)$/v.exec(difference.field) ?? [];
    if (name === undefined || !MARK.test(field)) return false;
    const { namespace } = run.recorded;
    const secret = (world: StepView['after']) => world.secrets.get(namespace)?.get(name);
    const claims = [...(view.after.externalSecrets.get(namespace)?.values() ?? [])];
    const mine = claims.filter((claim) => targetOf(claim) === name);
    return mine.every(mayNotWrite) && isDeepStrictEqual(secret(view.done), secret(view.after));
  },
};

function mayNotWrite(externalSecret: KubernetesObject): boolean {
  const spec = externalSecret['spec'] as { target?: { creationPolicy?: string } };
  return spec.target?.creationPolicy === 'None' || readyOf(externalSecret)?.status === 'False';
}

/** The Secret of a deleted ExternalSecret goes by its owner reference; no finalizer of ours holds the object. */
export const collectedRule: DivergenceRule<CaseRun> = {
  name: 'CollectedByOwner',
  because:
    'The Secret of a deleted ExternalSecret is removed by the garbage collector through its owner reference, whatever `deletionPolicy` says.',
  explains: (difference, run) => isOrphaned(difference, run) || isDeletionEvent(difference, run),
};

/** Ours is still there, and its only owner is gone. */
function isOrphaned(difference: Difference, run: CaseRun): boolean {
  const name = /^secrets\.(?<name>[^.]+)$/v.exec(difference.field)?.groups?.['name'];
  if (name === undefined || difference.recorded !== undefined) return false;
  const { after } = viewOf(run, difference);
  const { namespace } = run.recorded;
  const [owner, ...others] = after.secrets.get(namespace)?.get(name)?.metadata.ownerReferences ?? [];
  return (
    owner?.kind === 'ExternalSecret' &&
    others.length === 0 &&
    !after.externalSecrets.get(namespace)?.has(owner.name)
  );
}

function isDeletionEvent(difference: Difference, run: CaseRun): boolean {
  const isEvent = difference.field.startsWith('events.') && difference.field.endsWith(' Normal Deleted');
  return isEvent && run.differences.some((other) => other.step === difference.step && isOrphaned(other, run));
}
