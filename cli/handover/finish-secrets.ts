import { formatKey } from '../../lambdas/core/object-key.ts';
import { storeKey } from '../../lambdas/core/secrets/secret-store.ts';
import type { SecretsConfiguration } from '../../stack/config.ts';
import { configure, deployCommands } from './common-steps.ts';
import { type EsoDeployment, findEso } from './eso.ts';
import type { CommonFacts, TypedObject } from './facts.ts';
import { kubectlPatch, resourceName } from './kubectl.ts';
import { formatManager, isGitOps, managerOf } from './managed-by.ts';
import { referenceOf } from './object-step.ts';
import { classOf, type StoreFacts } from './plan-secrets.ts';
import { scaleDown } from './scale-down.ts';
import type { Step } from './step.ts';

export interface FinishSecretsFacts extends CommonFacts {
  readonly stores: readonly StoreFacts[];
  /** `auth/registry`, of PushSecrets: nobody but ESO pushes. */
  readonly pushSecrets: readonly string[];
  /** ESO's ValidatingWebhookConfigurations. */
  readonly webhooks: readonly TypedObject[];
  /** The definitions of external-secrets.io. */
  readonly definitions: readonly TypedObject[];
  /** Objects with a finalizer of ESO's that nobody would take away any more. */
  readonly leftovers: readonly TypedObject[];
}

const DEFAULT_CLASS = 'default';
const FINALIZER = /^([a-z0-9-]+\.)*external-?secrets\.io\//;
const KEEP = 'helm.sh/resource-policy';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** Whether a finalizer is one of ESO's: it names a domain of it. */
export function isEsoFinalizer(finalizer: string): boolean {
  return FINALIZER.test(finalizer);
}

/**
 * ESO goes: its programs first, then the webhooks that would refuse every change of a store with nobody behind them,
 * then stores without a class are ours. The definitions stay, or everything made from them would go.
 *
 * @param strip also take ESO's finalizers off what is left
 */
export function planFinishSecrets(facts: FinishSecretsFacts, strip: boolean): readonly Step[] {
  const { secrets } = facts.cluster;
  if (secrets === undefined) throw new Error(`cluster ${facts.cluster.name} has no secrets half`);
  const eso = findEso(facts.deployments);
  const of = (role: EsoDeployment['role']) => eso.filter((deployment) => deployment.role === role);
  const stop = ({ object }: EsoDeployment) =>
    scaleDown(object, { applications: facts.applications, why: 'nothing is left for it to do' });
  return [
    ...refuseEarly(facts, secrets, eso),
    ...of('controller').map(stop),
    // It would put back what the webhooks need.
    ...of('cert-controller').map(stop),
    ...facts.webhooks.map((webhook) => removeWebhook(webhook, facts.applications)),
    ...of('webhook').map(stop),
    serveDefault(facts, secrets),
    ...facts.definitions.flatMap((definition) => keepDefinition(definition, facts.applications)),
    ...(strip ? facts.leftovers.map(stripFinalizers) : []),
  ];
}

function refuseEarly(
  facts: FinishSecretsFacts,
  { storeClasses }: SecretsConfiguration,
  eso: readonly EsoDeployment[],
): readonly Step[] {
  if (!eso.some(({ role, running }) => role === 'controller' && running)) return [];
  const left = facts.stores.filter(({ store }) => !storeClasses.includes(classOf(store)) || !store.isAws);
  const used = left.filter(({ externalSecrets }) => externalSecrets.length > 0);
  const reasons = [
    ...(used.length === 0
      ? []
      : [
          `ESO still serves ${used.map(({ store }) => storeKey(store)).join(', ')}: hand them over, or keep ESO`,
        ]),
    ...(facts.pushSecrets.length === 0
      ? []
      : [
          `only ESO pushes PushSecret ${facts.pushSecrets.join(', ')}: delete them while it runs, or keep it`,
        ]),
    ...(facts.deployedMode === 'enforce' ? [] : ['the function is not deployed in mode enforce']),
  ];
  if (reasons.length === 0) return [];
  return [
    {
      subject: 'handover secrets',
      title: 'nothing is left that only External Secrets Operator does',
      state: 'refused',
      how: ['npm run sluice -- handover secrets'],
      rollback: [],
      why: reasons.join('; '),
    },
  ];
}

function removeWebhook({ type, object }: TypedObject, applications: ReadonlySet<string>): Step {
  const common = {
    subject: formatKey(type.kind, object.metadata),
    title: 'is gone: it fails closed, and with ESO gone every change of a store would be refused',
    rollback: ['upgrade the release of ESO with its values, or sync its application: both make it again'],
  };
  const manager = managerOf(object, applications);
  if (isGitOps(manager)) {
    const who = formatManager(manager);
    const how = [`in Git (${who}): remove it (chart value webhook.create: false)`];
    return { ...common, state: 'yours', how, why: `${who} applies it and would make it again` };
  }
  return {
    ...common,
    state: 'ready',
    how: [`kubectl delete ${resourceName(type)} ${object.metadata.name}`],
    change: { kind: 'delete', type, object },
  };
}

function serveDefault(facts: FinishSecretsFacts, secrets: SecretsConfiguration): Step {
  const { storeClasses } = secrets;
  const has = storeClasses.includes(DEFAULT_CLASS);
  const step = configure(facts, 'secrets', {
    title: 'stores without spec.controller are ours (storeClasses has default)',
    settings: has ? [] : [{ path: ['secrets', 'storeClasses'], value: [...storeClasses, DEFAULT_CLASS] }],
    back: [{ path: ['secrets', 'storeClasses'], value: storeClasses }],
    why: `new stores, too; deployed by: ${deployCommands(facts.file).join('')}`,
  });
  return { ...step, how: has ? step.how : [...step.how, ...deployCommands(facts.file)] };
}

/** Only what removing the release would delete is a step. */
function keepDefinition({ type, object }: TypedObject, applications: ReadonlySet<string>): readonly Step[] {
  const { annotations = {} } = object.metadata;
  const manager = managerOf(object, applications);
  if (manager === undefined) return [];
  const options = (annotations[SYNC_OPTIONS] ?? '').split(',').map((option) => option.trim());
  const isKept =
    manager.tool === 'Argo CD'
      ? options.includes('Prune=false') && options.includes('Delete=false')
      : manager.tool === 'Flux' || annotations[KEEP] === 'keep';
  if (isKept) return [];
  const who = formatManager(manager);
  const how =
    manager.tool === 'Argo CD'
      ? `in Git (${who}): annotation ${SYNC_OPTIONS}: Prune=false,Delete=false, or an application of its own`
      : `upgrade ${who} with crds.annotations."helm.sh/resource-policy": keep, and see it in "helm get manifest"`;
  return [
    {
      subject: formatKey(type.kind, object.metadata),
      title: 'stays when ESO is removed',
      state: 'yours',
      how: [how],
      rollback: [],
      why: 'with a definition go all its objects, and with ExternalSecrets their Secrets; before the release is removed',
      optional: true,
    },
  ];
}

/** On request only: whoever put it there may still want it. It stands in no manifest, so nothing puts it back. */
function stripFinalizers({ type, object }: TypedObject): Step {
  const finalizers = object.metadata.finalizers ?? [];
  const kept = finalizers.filter((finalizer) => !isEsoFinalizer(finalizer));
  const patch = { metadata: { finalizers: kept.length === 0 ? null : kept } };
  const back = { metadata: { finalizers } };
  return {
    subject: formatKey(type.kind, object.metadata),
    title: `without ${finalizers.filter(isEsoFinalizer).join(', ')}`,
    state: 'ready',
    how: [kubectlPatch(type, object, patch)],
    rollback: [kubectlPatch(type, object, back)],
    why: 'with ESO gone nobody takes it away, and a deletion of the object would wait for ever',
    optional: true,
    change: { kind: 'patch', type, reference: referenceOf(object), patch },
  };
}
