import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import type { ResourceKind } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import {
  CLUSTER_EXTERNAL_SECRET,
  CLUSTER_SECRET_STORE,
  ESO_VERSIONS,
  SECRET_STORE,
} from '../../lambdas/core/resources.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import { compileDnsSyncConfig } from '../../stack/config/function-config.ts';
import { type CommonFacts, formatReference, type TypedObject } from './facts.ts';
import type { FinishDnsFacts } from './finish-dns.ts';
import { type FinishSecretsFacts, isEsoFinalizer } from './finish-secrets.ts';
import { readLegacyMarkers } from './legacy-in-zones.ts';
import { listTyped } from './read-common.ts';
import { readStores } from './read-secrets.ts';

const ESO = 'external-secrets.io';
/** PushSecrets never left their first version; the newer one is for the day they do. */
const PUSH_VERSIONS: readonly string[] = ['v1alpha1', 'v1'];
const PUSH_SECRET: ResourceKind = { group: ESO, plural: 'pushsecrets', kind: 'PushSecret', namespaced: true };
const CLUSTER_PUSH_SECRET: ResourceKind = {
  group: ESO,
  plural: 'clusterpushsecrets',
  kind: 'ClusterPushSecret',
  namespaced: false,
};
const WEBHOOKS: ResourceKind = {
  group: 'admissionregistration.k8s.io',
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  namespaced: false,
};
const DEFINITION: ResourceKind = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

/** What the end of ESO depends on. */
export async function readFinishSecrets(cluster: Cluster, common: CommonFacts): Promise<FinishSecretsFacts> {
  const pushSecrets = [
    ...(await listTyped(cluster, PUSH_SECRET, PUSH_VERSIONS)),
    ...(await listTyped(cluster, CLUSTER_PUSH_SECRET, PUSH_VERSIONS)),
  ];
  const held = [
    ...(await listTyped(cluster, CLUSTER_EXTERNAL_SECRET, ESO_VERSIONS)),
    ...(await listTyped(cluster, CLUSTER_SECRET_STORE, ESO_VERSIONS)),
    ...(await listTyped(cluster, SECRET_STORE, ESO_VERSIONS)),
    ...pushSecrets,
  ];
  return {
    ...common,
    stores: await readStores(cluster, common),
    pushSecrets: pushSecrets.map(({ object }) => formatReference(object.metadata)),
    webhooks: (await listTyped(cluster, WEBHOOKS, ['v1'])).filter(isEsoWebhook),
    definitions: (await listTyped(cluster, DEFINITION, ['v1'])).filter(({ object }) =>
      object.metadata.name.endsWith(`.${ESO}`),
    ),
    leftovers: held.filter(({ object }) => (object.metadata.finalizers ?? []).some(isEsoFinalizer)),
  };
}

/** A Service of the cluster judges ESO's kinds, and a change waits for its answer; our own notifier is a URL outside. */
function isEsoWebhook({ object }: TypedObject): boolean {
  const webhooks = object['webhooks'];
  if (!Array.isArray(webhooks)) return false;
  return webhooks.some((webhook) => {
    const rules = valueAt(webhook, 'rules');
    const groups = (Array.isArray(rules) ? rules : []).flatMap((rule) => valueAt(rule, 'apiGroups') ?? []);
    return groups.includes(ESO) && valueAt(webhook, 'clientConfig', 'service') !== undefined;
  });
}

/** What the end of ExternalDNS depends on; the zones are read with the user's AWS credentials. */
export async function readFinishDns(common: CommonFacts): Promise<FinishDnsFacts> {
  const { cluster } = common;
  if (cluster.dns === undefined) throw new Error(`cluster ${cluster.name} has no dns half`);
  const zones = createHostedZones({ region: cluster.region });
  const legacyMarkers = await readLegacyMarkers(zones, compileDnsSyncConfig(cluster, cluster.dns));
  return { ...common, legacyMarkers };
}
