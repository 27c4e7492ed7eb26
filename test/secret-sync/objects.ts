import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { CLUSTER_SECRET_STORE, EXTERNAL_SECRET, SECRET_STORE } from '../../lambdas/core/resources.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';

/** The objects most tests of secret-sync begin with. */
export const NAMESPACE = 'team';
export const EXTERNAL_SECRET_V1: ResourceType = { ...EXTERNAL_SECRET, version: 'v1' };
export const STORE_V1: ResourceType = { ...CLUSTER_SECRET_STORE, version: 'v1' };
export const NAMESPACED_STORE_V1: ResourceType = { ...SECRET_STORE, version: 'v1' };

type Fields = Readonly<Record<string, unknown>>;

/** ExternalSecret in namespace `team` reading through ClusterSecretStore `aws-ssm`: secretKey -> parameter name. */
export function externalSecret(
  name: string,
  data: Readonly<Record<string, string>>,
  spec: Fields = {},
  metadata: Fields = {},
): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: NAMESPACE, ...metadata },
    spec: {
      refreshInterval: '1m',
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      data: Object.entries(data).map(([secretKey, key]) => ({ secretKey, remoteRef: { key } })),
      ...spec,
    },
  };
}

/** ClusterSecretStore `aws-ssm`, or one of another name, with further fields of `spec.provider.aws`. */
export function store(aws: Fields = {}, name = 'aws-ssm', spec: Fields = {}): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name },
    spec: { provider: { aws: { service: 'ParameterStore', region: 'ap-northeast-2', ...aws } }, ...spec },
  };
}

/** Enforcing, prefix `/app/`, default class served. */
export function testConfig(overrides: Partial<SecretSyncConfig> = {}): SecretSyncConfig {
  return {
    mode: 'enforce',
    account: '123456789012',
    region: 'ap-northeast-2',
    cluster: {
      name: 'test',
      endpoint: 'https://test.invalid:6443',
      ca: 'in process',
      auth: { mode: 'web-identity', audience: 'test' },
    },
    prefixes: ['/app/'],
    services: ['ParameterStore'],
    regions: ['ap-northeast-2'],
    storeClasses: ['default'],
    namespaces: [],
    identities: [],
    roles: [],
    deleteDelaySeconds: 60,
    sweepCallsPerSecond: 10,
    ...overrides,
  };
}
