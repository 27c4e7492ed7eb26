import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import { type CaseRun, viewOf } from './case-run.ts';
import { readyOf } from './external-secret-facts.ts';
import type { ObjectsByPlace } from './observe.ts';
import type { StepView } from './step-view.ts';

const SERVICE_FIELD = 'spec.provider.aws.service';

/**
 * ESO's API server refuses a store with `service: SSM`; ours takes it as ParameterStore and warns. What follows in
 * the recording, an ExternalSecret without a store and its recovery, happens at once with us.
 */
export const serviceAliasRule: DivergenceRule<CaseRun> = {
  name: 'ServiceAlias',
  because: '`service: SSM` is accepted as an alias of `ParameterStore`, with a warning.',
  explains: (difference, run) => {
    const refusedAt =
      run.recorded.steps.findIndex(({ expect }) => expect.rejected?.some(isServiceRefusal)) + 1;
    if (refusedAt === 0 || difference.step < refusedAt) return false;
    const view = viewOf(run, difference);
    if (!warnsOfAlias(run, refusedAt)) return false;
    if (difference.field.startsWith('rejected.')) return difference.ours === undefined;
    return isEarlierSync(difference) && everythingSynced(view);
  },
};

function isServiceRefusal({ message }: { readonly message: string }): boolean {
  return message.includes(`${SERVICE_FIELD}: Unsupported value: "SSM"`);
}

/** The store is Ready, and an Event or its condition names the alias. */
function warnsOfAlias({ views }: CaseRun, refusedAt: number): boolean {
  const view = views[refusedAt];
  if (view === undefined) return false;
  const stores = [...objects(view.after.clusterSecretStores), ...objects(view.after.secretStores)];
  const aliased = stores.find((store) => JSON.stringify(store['spec']).includes('"service":"SSM"'));
  const ready = readyOf(aliased);
  const texts = [ready?.message ?? '', ...view.after.events.map(({ message }) => message)];
  return (
    ready?.status === 'True' && texts.some((text) => text.includes('ParameterStore') && text.includes('SSM'))
  );
}

/** Fields in which an earlier sync shows. */
function isEarlierSync({ field }: Difference): boolean {
  return /^(externalSecrets|secrets|events|awsCalls|secretStores|clusterSecretStores)\b/v.test(field);
}

function everythingSynced({ after }: StepView): boolean {
  return [...objects(after.externalSecrets)].every((object) => readyOf(object)?.reason === 'SecretSynced');
}

function* objects(places: ObjectsByPlace): Iterable<KubernetesObject> {
  for (const place of places.values()) yield* place.values();
}
