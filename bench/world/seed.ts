import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Administrator } from '../../sandbox/runtime/administrator.ts';

/** What a measured cluster holds. */

export const NAMESPACE = 'bench';
const INGRESS = { name: 'bench', namespace: NAMESPACE };
const LOAD_BALANCER = 'k8s-bench-bench-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';

/** As ESO leaves it; the synced version fits no spec of these, so that nothing is taken for settled. */
export const SYNCED = {
  binding: { name: 'app-0' },
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      reason: 'SecretSynced',
      message: 'secret synced',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
  refreshTime: '2026-01-01T00:00:00Z',
  syncedResourceVersion: `1-${'0'.repeat(56)}`,
};

/** Namespace, store, ExternalSecret `app-0` and an Ingress with a load balancer, through the API. */
export async function seedCluster(administrator: Administrator): Promise<void> {
  await administrator.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: 'aws-ssm' },
      spec: { provider: { aws: { service: 'ParameterStore', region: 'ap-northeast-2' } } },
    },
    externalSecret(0),
    ingress(),
  ]);
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  const { apiVersion, kind } = ingress();
  await administrator.patch({ apiVersion, kind, ...INGRESS }, { status }, 'status');
}

/** Secrets of about 900 bytes with the marks of ESO, through the API. */
export async function putSecrets(administrator: Administrator, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await administrator.apply([secret(`write-${index}`)]);
}

function secret(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace: NAMESPACE,
      labels: { 'reconcile.external-secrets.io/managed': 'true' },
      annotations: { 'reconcile.external-secrets.io/data-hash': '0'.repeat(56) },
    },
    data: { password: Buffer.from('x'.repeat(300)).toString('base64') },
  };
}

/** ExternalSecret `app-<index>` with a parameter of its own. */
export function externalSecret(index: number): KubernetesObject {
  const name = `app-${index}`;
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      name,
      namespace: NAMESPACE,
      labels: { 'app.kubernetes.io/part-of': 'bench' },
      annotations: { 'argocd.argoproj.io/sync-wave': '20' },
    },
    spec: {
      refreshInterval: '1m',
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      target: { name, creationPolicy: 'Owner' },
      data: [{ secretKey: 'password', remoteRef: { key: `/eco2/dev/bench/${name}` } }],
    },
  };
}

function ingress(): KubernetesObject {
  const backend = { service: { name: 'bench', port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...INGRESS,
      annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'bench.dev.growbin.app' },
    },
    spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}
