import type { ResourceType } from '../../../../lambdas/core/kubernetes.ts';
import {
  CLUSTER_SECRET_STORE,
  CONFIG_MAP,
  EVENT,
  EXTERNAL_SECRET,
  NAMESPACE,
  SECRET,
  SECRET_STORE,
} from '../../../../lambdas/core/resources.ts';

const CLUSTER_EXTERNAL_SECRET = {
  group: 'external-secrets.io',
  plural: 'clusterexternalsecrets',
  kind: 'ClusterExternalSecret',
  namespaced: false,
};
const SERVICE_ACCOUNT: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
};

const KINDS: readonly Omit<ResourceType, 'version'>[] = [
  EXTERNAL_SECRET,
  SECRET_STORE,
  CLUSTER_SECRET_STORE,
  CLUSTER_EXTERNAL_SECRET,
  SECRET,
  CONFIG_MAP,
  NAMESPACE,
  SERVICE_ACCOUNT,
  EVENT,
];

/**
 * Where an object of a case lives; undefined for kinds that sluice refuses by name (PushSecret, Fake) and that
 * are left out of the world for that reason.
 */
export function resourceTypeOf(object: {
  readonly apiVersion: string;
  readonly kind: string;
}): ResourceType | undefined {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const found = KINDS.find((kind) => kind.group === group && kind.kind === object.kind);
  return found === undefined || version === undefined ? undefined : { ...found, version };
}

/** The type a kind is read back as: v1 for every group, which is also the storage version. */
export function storedType(
  kind: 'ExternalSecret' | 'SecretStore' | 'ClusterSecretStore' | 'ClusterExternalSecret',
) {
  return resourceTypeOf({ apiVersion: 'external-secrets.io/v1', kind });
}
