import type { SecretStore } from '../../lambdas/core/secrets/secret-store.ts';
import { storeKey } from '../../lambdas/core/secrets/secret-store.ts';
import type { SecretsConfiguration } from '../../stack/config.ts';
import { configure, deploy } from './common-steps.ts';
import { classesServed, findEso } from './eso.ts';
import { type CommonFacts, formatReference, type ManifestGap, type TypedObject } from './facts.ts';
import { applyManifests } from './manifests-step.ts';
import { changeObject } from './object-step.ts';
import type { ConfigurationSetting, Step } from './step.ts';

/** One store, and what hangs on it. */
export interface StoreFacts extends TypedObject {
  readonly store: SecretStore;
  /** `auth/postgres`, of those that name it. */
  readonly externalSecrets: readonly string[];
  /** What our function would refuse of them, a sentence each. */
  readonly problems: readonly string[];
  /** Keys of other stores that an ExternalSecret names beside it. */
  readonly together: readonly string[];
}

export interface SecretsHandoverFacts extends CommonFacts {
  readonly stores: readonly StoreFacts[];
  /** Against the manifests of the configuration as it will be. */
  readonly manifests: ManifestGap;
}

/** The class that our stores get. */
const OUR_CLASS = 'sluice';
const DEFAULT_CLASS = 'default';

/**
 * The half as it enforces beside a running ESO: without the classes that ESO serves, of which `default` is one as long
 * as any controller of it runs, since each of them serves the stores that name no class.
 */
export function enforcedSecrets(
  secrets: SecretsConfiguration,
  { deployments }: Pick<CommonFacts, 'deployments'>,
): SecretsConfiguration {
  const served = classesServed(findEso(deployments));
  const taken = served.length === 0 ? [] : [...served, DEFAULT_CLASS];
  const free = secrets.storeClasses.filter((name) => !taken.includes(name));
  const named = free.some((name) => name !== DEFAULT_CLASS);
  return { ...secrets, mode: 'enforce', storeClasses: named || served.length === 0 ? free : [OUR_CLASS] };
}

/**
 * The steps from ESO to sluice: enforce for a class that no store has, then store by store. Of the switch itself the
 * API server is the only judge: a store has one class, and so one of the two that writes.
 *
 * @param chosen keys of stores; all of them when empty
 */
export function planSecrets(facts: SecretsHandoverFacts, chosen: readonly string[]): readonly Step[] {
  const { secrets } = facts.cluster;
  if (secrets === undefined) throw new Error(`cluster ${facts.cluster.name} has no secrets half`);
  const target = enforcedSecrets(secrets, facts);
  const rival = refuseSharedClass(facts, target);
  const before = [
    ...(rival === undefined ? [] : [rival]),
    configureMode(facts, secrets, target),
    applyManifests(facts, facts.manifests),
    deploy(facts, 'secrets'),
  ];
  return [...before, ...switchStores(facts, target, chosen)];
}

/** Cannot be solved by a class of ours: ESO was given the very name. */
function refuseSharedClass(
  { deployments }: CommonFacts,
  { storeClasses }: SecretsConfiguration,
): Step | undefined {
  const rival = findEso(deployments).find(
    ({ role, running, controllerClass }) =>
      running && role === 'controller' && storeClasses.includes(controllerClass),
  );
  if (rival === undefined) return undefined;
  const where = formatReference(rival.object.metadata);
  return {
    subject: `Deployment/${where}`,
    title: `External Secrets Operator does not serve class ${rival.controllerClass}`,
    state: 'refused',
    how: [`give it another --controller-class, or sluice another one in secrets.storeClasses`],
    rollback: [],
    why: 'both would write the Secrets of the same stores',
  };
}

function configureMode(
  facts: SecretsHandoverFacts,
  secrets: SecretsConfiguration,
  target: SecretsConfiguration,
): Step {
  const differing = (from: SecretsConfiguration): readonly ConfigurationSetting[] => [
    ...(secrets.mode === target.mode ? [] : [{ path: ['secrets', 'mode'], value: from.mode }]),
    ...(secrets.storeClasses.join() === target.storeClasses.join()
      ? []
      : [{ path: ['secrets', 'storeClasses'], value: from.storeClasses }]),
  ];
  const dropped = secrets.storeClasses.filter((name) => !target.storeClasses.includes(name));
  const theirs = facts.stores.filter(({ store }) => dropped.includes(classOf(store)));
  return configure(facts, 'secrets', {
    title: `mode enforce, for stores of class ${target.storeClasses.join(', ')}`,
    settings: differing(target),
    back: differing(secrets),
    ...(theirs.length === 0
      ? {}
      : {
          why:
            `ESO still serves class ${dropped.join(', ')} (${theirs.map(({ store }) => storeKey(store)).join(', ')}): ` +
            'in mode enforce both would write the same Secrets',
        }),
  });
}

function switchStores(
  facts: SecretsHandoverFacts,
  target: SecretsConfiguration,
  chosen: readonly string[],
): readonly Step[] {
  refuseUnknown(facts, chosen);
  const isChosen = (key: string) => chosen.length === 0 || chosen.includes(key);
  const isOurs = ({ store }: StoreFacts) => target.storeClasses.includes(classOf(store));
  const aws = facts.stores.filter(({ store }) => store.isAws);
  const moving = new Set(
    aws.filter((one) => isOurs(one) || isChosen(storeKey(one.store))).map(({ store }) => storeKey(store)),
  );
  const known = new Set(facts.stores.map(({ store }) => storeKey(store)));
  return aws
    .filter(({ store }) => isChosen(storeKey(store)))
    .map((one) =>
      switchStore(one, {
        facts,
        ours: target.storeClasses.find((name) => name !== DEFAULT_CLASS) ?? OUR_CLASS,
        isDone: isOurs(one),
        behind: one.together.filter((key) => known.has(key) && !moving.has(key)),
      }),
    );
}

function refuseUnknown({ stores }: SecretsHandoverFacts, chosen: readonly string[]): void {
  const known = stores.filter(({ store }) => store.isAws).map(({ store }) => storeKey(store));
  const unknown = chosen.find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new Error(
    `no AWS store is named ${JSON.stringify(unknown)}; there are ${known.join(', ') || 'none'}`,
  );
}

function switchStore(
  one: StoreFacts,
  context: {
    readonly facts: SecretsHandoverFacts;
    readonly ours: string;
    readonly isDone: boolean;
    readonly behind: readonly string[];
  },
): Step {
  const { store, object, type, externalSecrets, problems, together } = one;
  const { facts, ours, isDone, behind } = context;
  const step = changeObject(
    {
      type,
      object,
      title: `spec.controller: ${ours}, for ${countOf(externalSecrets.length)}`,
      patch: { spec: { controller: ours } },
      back: { spec: { controller: isDone || store.controller === '' ? null : store.controller } },
      inGit: `spec.controller: ${ours}`,
      backInGit:
        isDone || store.controller === '' ? 'no spec.controller' : `spec.controller: ${store.controller}`,
      optional: true,
      ...(together.length === 0
        ? {}
        : { why: `an ExternalSecret names it together with ${together.join(', ')}` }),
    },
    facts.applications,
  );
  const { change: _change, why: _why, ...plain } = step;
  if (isDone) return store.controller === '' ? ownedByDefault(plain) : { ...plain, state: 'done' };
  const refusals = [
    ...(behind.length === 0
      ? []
      : [`an ExternalSecret names it together with ${behind.join(', ')}: hand them over together`]),
    ...(store.paused ? ['annotation sluice/pause is set on it'] : []),
    ...problems,
  ];
  return refusals.length === 0 ? step : { ...plain, state: 'refused', why: refusals.join('; ') };
}

/** ESO does not run, and the configuration says that stores without a class are ours. */
function ownedByDefault(step: Step): Step {
  return {
    ...step,
    title: 'served as a store without spec.controller (secrets.storeClasses has "default")',
    state: 'done',
    how: [],
    rollback: ['secrets.storeClasses without "default", deployed; then ESO running again'],
  };
}

function countOf(externalSecrets: number): string {
  return externalSecrets === 1 ? '1 ExternalSecret' : `${externalSecrets} ExternalSecrets`;
}

/** `default` also stands for stores that name none. */
export function classOf({ controller }: Pick<SecretStore, 'controller'>): string {
  return controller === '' ? DEFAULT_CLASS : controller;
}
