import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import type { ApiServer } from '../../sandbox/kubernetes/api-server.ts';
import type { JsonObject } from '../../sandbox/kubernetes/json.ts';
import { storeKind } from '../../sandbox/kubernetes/requests/context.ts';
import { storeKey } from '../../sandbox/kubernetes/store.ts';

/** What a measured cluster holds. */

const NAMESPACE = 'bench';
const ESO = '/apis/external-secrets.io/v1';
const INGRESSES = `/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/ingresses`;
const LOAD_BALANCER = 'k8s-bench-bench-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';

const STATUS = `${ESO}/namespaces/${NAMESPACE}/externalsecrets/app-0/status`;
/** As ESO leaves it; the synced version fits no spec of these, so that nothing is taken for settled. */
const SYNCED = {
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
export async function seedCluster(server: ApiServer): Promise<void> {
  await send(server, 'POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  await send(server, 'POST', `${ESO}/clustersecretstores`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'aws-ssm' },
    spec: { provider: { aws: { service: 'ParameterStore', region: 'ap-northeast-2' } } },
  });
  await send(server, 'POST', `${ESO}/namespaces/${NAMESPACE}/externalsecrets`, externalSecret());
  await send(server, 'POST', INGRESSES, ingress());
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  await send(server, 'PATCH', `${INGRESSES}/bench/status`, { status });
}

/**
 * Copies `app-0` as it is now (status and managedFields included) to `app-1` ... `app-<count - 1>`, each with a key
 * of its own; straight into the store, where ten thousand take a moment.
 */
export async function cloneExternalSecrets(server: ApiServer, count: number): Promise<void> {
  const kind = storeKind({ group: 'external-secrets.io', plural: 'externalsecrets' });
  const read = () => server.store.get(kind, storeKey(NAMESPACE, 'app-0'));
  if (read()?.['status'] === undefined) await send(server, 'PATCH', STATUS, { status: SYNCED });
  const first = read();
  if (first === undefined) throw new Error('there is no app-0 to copy: seed the cluster first');
  const text = JSON.stringify(first);
  const { uid } = first['metadata'] as { readonly uid: string };
  for (let index = 1; index < count; index += 1) {
    const name = `app-${index}`;
    const copy = text.replaceAll('app-0', name).replaceAll(uid, uidOf(index));
    server.store.put(kind, storeKey(NAMESPACE, name), JSON.parse(copy) as JsonObject);
  }
}

/** Secrets of about 900 bytes with the marks of ESO, through the API. */
export async function putSecrets(server: ApiServer, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await send(server, 'POST', `/api/v1/namespaces/${NAMESPACE}/secrets?fieldManager=bench`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `write-${index}`,
        namespace: NAMESPACE,
        labels: { 'reconcile.external-secrets.io/managed': 'true' },
        annotations: { 'reconcile.external-secrets.io/data-hash': '0'.repeat(56) },
      },
      data: { password: Buffer.from('x'.repeat(300)).toString('base64') },
    });
  }
}

function externalSecret(): object {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      name: 'app-0',
      namespace: NAMESPACE,
      labels: { 'app.kubernetes.io/part-of': 'bench' },
      annotations: { 'argocd.argoproj.io/sync-wave': '20' },
    },
    spec: {
      refreshInterval: '1m',
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      target: { name: 'app-0', creationPolicy: 'Owner' },
      data: [{ secretKey: 'password', remoteRef: { key: '/eco2/dev/bench/app-0' } }],
    },
  };
}

function ingress(): object {
  const backend = { service: { name: 'bench', port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'bench',
      namespace: NAMESPACE,
      annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'bench.dev.growbin.app' },
    },
    spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}

async function send(server: ApiServer, method: HttpRequest['method'], path: string, body: object) {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await server.handle({
    method,
    path,
    headers: { accept: 'application/json', 'content-type': type },
    body: JSON.stringify(body),
  });
  if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
}

function uidOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
