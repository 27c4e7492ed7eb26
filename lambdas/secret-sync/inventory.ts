import type { KubernetesObject, ResourceKind, ResourceType } from '../core/kubernetes.ts';
import type { Cluster } from '../core/ports.ts';
import {
  CLUSTER_SECRET_STORE,
  ESO_VERSIONS,
  EXTERNAL_SECRET,
  NAMESPACE,
  SECRET_STORE,
} from '../core/resources.ts';
import { type ExternalSecret, readExternalSecret } from '../core/secrets/external-secret.ts';
import { readSecretStore, type SecretStore, storeKey } from '../core/secrets/secret-store.ts';

/** Every ExternalSecret and store of the cluster, completely listed. */
export interface Inventory {
  readonly externalSecretType: ResourceType | undefined;
  readonly externalSecrets: readonly ExternalSecret[];
  readonly stores: ReadonlyMap<string, SecretStore>;
  readonly storeTypes: ReadonlyMap<SecretStore['kind'], ResourceType>;
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** One LIST per kind, at once; namespaces only when a store selects by their labels. Rejects when a list fails. */
export async function takeInventory(cluster: Cluster): Promise<Inventory> {
  const [externalSecrets, namespaced, clusterWide] = await Promise.all([
    listServed(cluster, EXTERNAL_SECRET),
    listServed(cluster, SECRET_STORE),
    listServed(cluster, CLUSTER_SECRET_STORE),
  ]);
  const stores = [...namespaced.items, ...clusterWide.items].map(readSecretStore);
  const selecting = stores.some((store) =>
    store.conditions.some((one) => one.namespaceSelector !== undefined),
  );
  const namespaces = selecting ? (await cluster.list(NAMESPACE)).items : [];
  return {
    externalSecretType: externalSecrets.type,
    externalSecrets: externalSecrets.items.map(readExternalSecret),
    stores: new Map(stores.map((store) => [storeKey(store), store])),
    storeTypes: new Map([
      ...(namespaced.type === undefined ? [] : [['SecretStore', namespaced.type] as const]),
      ...(clusterWide.type === undefined ? [] : [['ClusterSecretStore', clusterWide.type] as const]),
    ]),
    namespaceLabels: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
  };
}

interface ServedList {
  readonly type: ResourceType | undefined;
  readonly items: readonly KubernetesObject[];
}

async function listServed(cluster: Cluster, kind: ResourceKind): Promise<ServedList> {
  const type = await cluster.discover(kind, ESO_VERSIONS);
  return type === undefined ? { type, items: [] } : { type, items: (await cluster.list(type)).items };
}
