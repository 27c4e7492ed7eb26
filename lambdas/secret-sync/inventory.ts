import type { KubernetesObject, ResourceKind, ResourceType } from '../core/kubernetes.ts';
import type { Cluster } from '../core/ports.ts';
import {
  CLUSTER_EXTERNAL_SECRET,
  CLUSTER_SECRET_STORE,
  ESO_VERSIONS,
  EXTERNAL_SECRET,
  NAMESPACE,
  SECRET_STORE,
} from '../core/resources.ts';
import {
  type ClusterExternalSecret,
  readClusterExternalSecret,
} from '../core/secrets/cluster-external-secret.ts';
import type { SecretSyncConfig } from '../core/secrets/config.ts';
import { type ExternalSecret, readExternalSecret } from '../core/secrets/external-secret.ts';
import { readSecretStore, type SecretStore, storeKey } from '../core/secrets/secret-store.ts';

/** Every ExternalSecret and store of the cluster, completely listed. */
export interface Inventory {
  readonly externalSecretType: ResourceType | undefined;
  readonly externalSecrets: readonly ExternalSecret[];
  /** Undefined: not served here, or not configured. */
  readonly clusterExternalSecrets: ChildOwners | undefined;
  readonly stores: ReadonlyMap<string, SecretStore>;
  readonly storeTypes: ReadonlyMap<SecretStore['kind'], ResourceType>;
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** ClusterExternalSecrets and what their children are found by. */
export interface ChildOwners {
  readonly type: ResourceType;
  readonly owners: readonly ClusterExternalSecret[];
  /** ExternalSecrets that some ClusterExternalSecret made or would make, as the server has them. */
  readonly externalSecrets: readonly KubernetesObject[];
  readonly namespaces: readonly KubernetesObject[];
}

/** One LIST per kind, at once; namespaces only when somebody selects by their labels. Rejects when a list fails. */
export async function takeInventory(
  cluster: Cluster,
  { clusterExternalSecrets = false }: Pick<SecretSyncConfig, 'clusterExternalSecrets'> = {},
): Promise<Inventory> {
  const [externalSecrets, namespaced, clusterWide, ownerList] = await Promise.all([
    listServed(cluster, EXTERNAL_SECRET),
    listServed(cluster, SECRET_STORE),
    listServed(cluster, CLUSTER_SECRET_STORE),
    clusterExternalSecrets ? listServed(cluster, CLUSTER_EXTERNAL_SECRET) : undefined,
  ]);
  const owners = (ownerList?.items ?? []).map(readClusterExternalSecret);
  const stores = [...namespaced.items, ...clusterWide.items].map(readSecretStore);
  const selecting = stores.some((store) =>
    store.conditions.some((one) => one.namespaceSelector !== undefined),
  );
  const namespaces = selecting || owners.length > 0 ? (await cluster.list(NAMESPACE)).items : [];
  return {
    externalSecretType: externalSecrets.type,
    externalSecrets: externalSecrets.items.map(modelOf),
    clusterExternalSecrets:
      ownerList?.type === undefined || owners.length === 0
        ? undefined
        : {
            type: ownerList.type,
            owners,
            externalSecrets: externalSecrets.items.filter((object) => concernsOwner(object, owners)),
            namespaces,
          },
    stores: new Map(stores.map((store) => [storeKey(store), store])),
    storeTypes: new Map([
      ...(namespaced.type === undefined ? [] : [['SecretStore', namespaced.type] as const]),
      ...(clusterWide.type === undefined ? [] : [['ClusterSecretStore', clusterWide.type] as const]),
    ]),
    namespaceLabels: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
  };
}

const MODELS = new WeakMap<KubernetesObject, ExternalSecret>();

/** Read once an object: the cluster gives the same one again while it has not changed. */
function modelOf(object: KubernetesObject): ExternalSecret {
  const model = MODELS.get(object) ?? readExternalSecret(object);
  MODELS.set(object, model);
  return model;
}

function concernsOwner({ metadata }: KubernetesObject, owners: readonly ClusterExternalSecret[]): boolean {
  const controller = metadata.ownerReferences?.find((owner) => owner.controller === true);
  return owners.some(({ childName, uid }) => metadata.name === childName || controller?.uid === uid);
}

interface ServedList {
  readonly type: ResourceType | undefined;
  readonly items: readonly KubernetesObject[];
}

async function listServed(cluster: Cluster, kind: ResourceKind): Promise<ServedList> {
  const type = await cluster.discover(kind, ESO_VERSIONS);
  return type === undefined ? { type, items: [] } : { type, items: (await cluster.list(type)).items };
}
