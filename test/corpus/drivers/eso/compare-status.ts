import { READY_GRACE_MS_MIN } from '../../../../lambdas/core/bounds.ts';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import { parseDurationMs } from '../../../../lambdas/core/secrets/duration.ts';
import { compareValues } from '../../compare.ts';
import type { Difference } from '../../divergence.ts';
import type { RecordedCondition, RecordedObject } from './case.ts';
import { failureTokens } from './failure-tokens.ts';
import type { ObjectsByPlace } from './observe.ts';
import { fieldPrefix, isTransient, namespacesOfStep, type StepView } from './step-view.ts';

type Place = Pick<Difference, 'step' | 'field'>;

/** Status of every ExternalSecret, store and ClusterExternalSecret that the step records. */
export function compareStatuses(view: StepView): readonly Difference[] {
  const { expect, after, recorded } = view;
  const namespaced = namespacesOfStep(view).flatMap(([namespace, { externalSecrets = {} }]) =>
    compareGroup(view, `${fieldPrefix(view, namespace)}externalSecrets`, {
      recorded: externalSecrets,
      ours: after.externalSecrets.get(namespace),
    }),
  );
  const group = (name: string, objects: typeof expect.secretStores, places: ObjectsByPlace, place: string) =>
    compareGroup(view, name, { recorded: objects ?? {}, ours: places.get(place) });
  return [
    ...namespaced,
    ...group('secretStores', expect.secretStores, after.secretStores, recorded.namespace),
    ...group('clusterSecretStores', expect.clusterSecretStores, after.clusterSecretStores, ''),
    ...group('clusterExternalSecrets', expect.clusterExternalSecrets, after.clusterExternalSecrets, ''),
  ];
}

function compareGroup(
  view: StepView,
  field: string,
  group: {
    readonly recorded: Readonly<Record<string, RecordedObject | null>>;
    readonly ours: ReadonlyMap<string, KubernetesObject> | undefined;
  },
): readonly Difference[] {
  return Object.entries(group.recorded).flatMap(([name, recorded]) => {
    const place = { step: view.step, field: `${field}.${name}` };
    const ours = group.ours?.get(name);
    if (recorded === null || ours === undefined) {
      const exists = (object: unknown) => (object === null || object === undefined ? undefined : 'exists');
      return compareValues(place, exists(recorded), exists(ours));
    }
    return compareStatus(view, place, recorded, ours);
  });
}

interface Status {
  readonly conditions?: readonly RecordedCondition[];
  readonly binding?: { readonly name?: string };
  readonly syncedResourceVersion?: string;
  readonly capabilities?: string;
  readonly provisionedNamespaces?: readonly string[];
  readonly externalSecretName?: string;
}

function compareStatus(
  view: StepView,
  place: Place,
  recorded: RecordedObject,
  ours: KubernetesObject,
): readonly Difference[] {
  const theirs = (recorded.status ?? {}) as Status;
  const status = (ours['status'] ?? {}) as Status;
  return [
    ...(recorded.spec === undefined
      ? []
      : compareValues({ ...place, field: `${place.field}.spec` }, recorded.spec, ours['spec'])),
    ...compareValues({ ...place, field: `${place.field}.status` }, plainStatus(theirs), plainStatus(status)),
    ...compareConditions(
      view,
      { ...place, field: `${place.field}.status.conditions` },
      {
        recorded: theirs.conditions ?? [],
        ours: status.conditions ?? [],
        tokens: failureTokens(view, ours),
        boundMs: trueBoundMs(ours),
      },
    ),
  ];
}

/** What is compared as it is; an empty binding is the Go zero value and means none. */
function plainStatus(status: Status): object {
  const name = status.binding?.name;
  return {
    binding: name === '' ? undefined : name,
    syncedResourceVersion: status.syncedResourceVersion,
    capabilities: status.capabilities,
    provisionedNamespaces: status.provisionedNamespaces,
    externalSecretName: status.externalSecretName,
  };
}

interface ConditionPair {
  readonly recorded: readonly RecordedCondition[];
  readonly ours: readonly RecordedCondition[];
  readonly tokens: readonly string[];
  /** How long Ready may stay True through failures that pass. */
  readonly boundMs: number;
}

/** max(refreshInterval, 10 min), as in DESIGN 4.8. */
function trueBoundMs(externalSecret: KubernetesObject): number {
  // A store may give its own as a number of seconds.
  const spec = externalSecret['spec'] as { refreshInterval?: string | number } | undefined;
  const given = spec?.refreshInterval ?? '1h';
  const interval = parseDurationMs(typeof given === 'number' ? `${given}s` : given);
  return Math.max(interval.ok ? interval.value : 0, READY_GRACE_MS_MIN);
}

function compareConditions(view: StepView, place: Place, pair: ConditionPair): readonly Difference[] {
  const types = [...new Set([...pair.recorded, ...pair.ours].map(({ type }) => type))].sort();
  return types.flatMap((type) => {
    const here = { ...place, field: `${place.field}.${type}` };
    const recorded = pair.recorded.find((condition) => condition.type === type);
    const ours = pair.ours.find((condition) => condition.type === type);
    if (recorded === undefined || ours === undefined) return compareValues(here, recorded, ours);
    if (isExcused(view, { recorded, ours, boundMs: pair.boundMs })) return [];
    return [
      ...compareValues(here, facts(recorded), facts(ours)),
      ...compareMessages(
        { ...here, field: `${here.field}.message` },
        { recorded, ours, tokens: pair.tokens },
      ),
    ];
  });
}

/** Unknown, or still True within the bound, where the recording has False for a cause that passes. */
function isExcused(
  view: StepView,
  pair: { readonly recorded: RecordedCondition; readonly ours: RecordedCondition; readonly boundMs: number },
): boolean {
  if (pair.recorded.status !== 'False' || !isTransient(view)) return false;
  return pair.ours.status === 'Unknown' || (pair.ours.status === 'True' && view.tookMs <= pair.boundMs);
}

function facts({ status, reason }: RecordedCondition): object {
  return { status, reason };
}

/** Ours begins with the recorded one, and names the key or field that failed. */
function compareMessages(
  place: Place,
  pair: {
    readonly recorded: RecordedCondition;
    readonly ours: RecordedCondition;
    readonly tokens: readonly string[];
  },
): readonly Difference[] {
  const { message: recorded = '', status } = pair.recorded;
  const { message: ours = '' } = pair.ours;
  if (!ours.startsWith(recorded)) return [{ ...place, recorded: `${recorded}...`, ours }];
  const added = ours.slice(recorded.length);
  if (status !== 'False' || pair.tokens.some((token) => added.includes(token))) return [];
  return [{ ...place, recorded: `${recorded}, and the key or field that failed`, ours }];
}
