import type { Cluster } from '../../lambdas/core/ports.ts';
import {
  CLUSTER_SECRET_STORE,
  ESO_VERSIONS,
  EXTERNAL_SECRET,
  NAMESPACE,
  SECRET_STORE,
} from '../../lambdas/core/resources.ts';
import { type ExternalSecret, readExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import { compileRegexp } from '../../lambdas/core/secrets/regexp.lazy.ts';
import { readSecretStore, storeKey } from '../../lambdas/core/secrets/secret-store.ts';
import { collectStoreRefs, findStore } from '../../lambdas/core/secrets/store-refs.ts';
import { compileSecretSyncConfig } from '../../stack/config/function-config.ts';
import { compileStandardManifests } from '../manifests.ts';
import { type CommonFacts, formatReference } from './facts.ts';
import { readManifestGap } from './manifest-gap.ts';
import { enforcedSecrets, type SecretsHandoverFacts, type StoreFacts } from './plan-secrets.ts';
import { listServed, listTyped } from './read-common.ts';
import { findProblem, type ProblemContext } from './store-problems.ts';

/** @throws Error when the cluster has no secrets half, or the API server refuses what is asked */
export async function readSecretsHandover(
  cluster: Cluster,
  common: CommonFacts,
): Promise<SecretsHandoverFacts> {
  const { secrets } = common.cluster;
  if (secrets === undefined) throw new Error(`cluster ${common.cluster.name} has no secrets half`);
  const target = { ...common.cluster, secrets: enforcedSecrets(secrets, common) };
  return {
    ...common,
    stores: await readStores(cluster, common),
    manifests: await readManifestGap(cluster, compileStandardManifests(target)),
  };
}

/** The stores of the cluster, and what hangs on each. */
export async function readStores(cluster: Cluster, common: CommonFacts): Promise<readonly StoreFacts[]> {
  const found = [
    ...(await listTyped(cluster, CLUSTER_SECRET_STORE, ESO_VERSIONS)),
    ...(await listTyped(cluster, SECRET_STORE, ESO_VERSIONS)),
  ].map((one) => ({ ...one, store: readSecretStore(one.object) }));
  const externalSecrets = (await listServed(cluster, EXTERNAL_SECRET, ESO_VERSIONS)).map(readExternalSecret);
  const stores = new Map(found.map(({ store }) => [storeKey(store), store]));
  const namespaces = await listServed(cluster, NAMESPACE, ['v1']);
  const context: ProblemContext = {
    config: compileConfig(common),
    stores,
    namespaceLabels: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    compileRegexp,
  };
  const keysOf = (one: ExternalSecret) =>
    collectStoreRefs(one).flatMap((ref) => {
      const store = findStore(ref, one.namespace, stores);
      return store === undefined ? [] : [storeKey(store)];
    });
  return found
    .map((one) => {
      const key = storeKey(one.store);
      const users = externalSecrets.filter((user) => keysOf(user).includes(key));
      return {
        ...one,
        externalSecrets: users.map(formatReference),
        problems: users.flatMap((user) => findProblem(user, context) ?? []),
        together: [...new Set(users.flatMap(keysOf))].filter((other) => other !== key).sort(),
      };
    })
    .sort((left, right) => (storeKey(left.store) < storeKey(right.store) ? -1 : 1));
}

function compileConfig({ cluster }: CommonFacts) {
  if (cluster.secrets === undefined) throw new Error(`cluster ${cluster.name} has no secrets half`);
  return compileSecretSyncConfig(cluster, cluster.secrets);
}
