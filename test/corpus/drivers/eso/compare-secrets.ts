import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import { compareValues } from '../../compare.ts';
import type { Difference } from '../../divergence.ts';
import { normaliseSecret } from './normalise-secret.ts';
import { fieldPrefix, namespacesOfStep, type StepView } from './step-view.ts';

/** Every Secret of every namespace of the step: those recorded, and that there are no others. */
export function compareSecrets(view: StepView): readonly Difference[] {
  return namespacesOfStep(view).flatMap(([namespace, { secrets: recorded = {} }]) => {
    const ours = view.after.secrets.get(namespace) ?? new Map<string, KubernetesObject>();
    const names = [...new Set([...Object.keys(recorded), ...ours.keys()])].sort();
    return names.flatMap((name) => {
      const place = { step: view.step, field: `${fieldPrefix(view, namespace)}secrets.${name}` };
      return compareSecret(view, place, { recorded: recorded[name] ?? undefined, ours: ours.get(name) });
    });
  });
}

function compareSecret(
  view: StepView,
  place: { readonly step: number; readonly field: string },
  pair: { readonly recorded: KubernetesObject | undefined; readonly ours: KubernetesObject | undefined },
): readonly Difference[] {
  if (pair.recorded === undefined || pair.ours === undefined) {
    return compareValues(place, presence(pair.recorded), presence(pair.ours));
  }
  const recorded = normaliseSecret(pair.recorded, ({ uid }) => uid);
  const ours = normaliseSecret(pair.ours, (owner) => view.uidName(owner));
  if (view.recorded.tags.includes('unstable')) {
    // Which of several claimants won is left to chance; that it is one of them is checked with the owners.
    return compareValues(place, { type: recorded.type }, { type: ours.type }).concat(
      compareClaimant(view, place, ours.ownerReferences),
    );
  }
  return compareValues(place, recorded, ours);
}

function presence(secret: KubernetesObject | undefined): string | undefined {
  return secret === undefined ? undefined : `a Secret of type ${String(secret['type'])}`;
}

/** The owner must be an ExternalSecret that this case knows to claim the Secret. */
function compareClaimant(
  view: StepView,
  place: { readonly step: number; readonly field: string },
  owners: readonly Readonly<Record<string, unknown>>[],
): readonly Difference[] {
  const claimants = Object.keys(view.expect.externalSecrets ?? {});
  const strangers = owners.filter(
    ({ kind, name }) => kind === 'ExternalSecret' && !claimants.includes(String(name)),
  );
  return strangers.map((owner) => ({
    step: place.step,
    field: `${place.field}.ownerReferences`,
    recorded: `one of ${claimants.join(', ')}`,
    ours: owner,
  }));
}
