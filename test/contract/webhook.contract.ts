import { expect } from 'vitest';
import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import type { ContractCase } from './contract-case.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

/** A cluster with the webhook generated for the example, its notifier being the receiver. */
export interface WebhookHarness {
  readonly receiver: WebhookReceiver;
  /** One request as an administrator, or with the rights of secret-sync. */
  send(
    who: 'administrator' | 'secret-sync',
    request: Pick<HttpRequest, 'method' | 'path'> & { readonly body?: object },
  ): Promise<{ readonly status: number; readonly body: string }>;
}

/** `notifier.timeoutSeconds` of the cluster. */
export const WEBHOOK_TIMEOUT_SECONDS = 1;

const NETWORKING = '/apis/networking.k8s.io/v1/namespaces/auth/ingresses';
const ESO = '/apis/external-secrets.io/v1/namespaces/auth/externalsecrets';
const HOSTNAME = { 'external-dns.alpha.kubernetes.io/hostname': 'a.dev.growbin.app' };

/** What the API server tells the notifier, what it keeps to itself, and that it never waits for long. */
export const WEBHOOK_CASES: readonly ContractCase<WebhookHarness>[] = [
  {
    name: 'an Ingress is told when it is made, gets an address, changes and goes, in this order',
    async run(harness) {
      const name = await make(harness, NETWORKING, ingress());
      const at = `${NETWORKING}/${name}`;
      const status = { loadBalancer: { ingress: [{ hostname: 'a.elb.amazonaws.com' }] } };

      await patch(harness, `${at}/status`, { status });
      await patch(harness, at, { metadata: { annotations: { ...HOSTNAME, a: 'b' } } });
      await demand(harness, { method: 'DELETE', path: at });

      // An API server whose cached object was old asks again with the current one.
      expect([...new Set(harness.receiver.take())]).toEqual([
        `CREATE ingresses auth/${name}`,
        `UPDATE ingresses/status auth/${name}`,
        `UPDATE ingresses auth/${name}`,
        `DELETE ingresses auth/${name}`,
      ]);
    },
  },
  {
    name: 'so is an ExternalSecret, whose status is ours and not told',
    async run(harness) {
      const name = await make(harness, ESO, externalSecret());
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-22T10:00:00Z' }];

      await patch(harness, `${ESO}/${name}/status`, { status: { conditions } });
      await patch(harness, `${ESO}/${name}`, { spec: { refreshInterval: '9h' } });

      expect([...new Set(harness.receiver.take())]).toEqual([
        `CREATE externalsecrets auth/${name}`,
        `UPDATE externalsecrets auth/${name}`,
      ]);
    },
  },
  {
    name: 'a store that belongs to no namespace is told, too',
    async run(harness) {
      const stores = '/apis/external-secrets.io/v1/clustersecretstores';
      const provider = { aws: { service: 'ParameterStore', region: 'ap-northeast-2' } };
      const store = { apiVersion: 'external-secrets.io/v1', kind: 'ClusterSecretStore' };

      const name = await make(harness, stores, { ...store, spec: { provider } });

      expect(harness.receiver.take()).toEqual([`CREATE clustersecretstores ${name}`]);
    },
  },
  {
    name: 'of Services those that can have a name in DNS, of Namespaces their labels',
    async run(harness) {
      const services = '/api/v1/namespaces/auth/services';
      const inside = await make(harness, services, service({}));
      await patch(harness, `${services}/${inside}`, { metadata: { labels: { a: 'b' } } });
      const named = await make(harness, services, service({ annotations: HOSTNAME }));
      const space = await make(harness, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace' });
      await patch(harness, `/api/v1/namespaces/${space}`, { metadata: { annotations: { a: 'b' } } });
      await patch(harness, `/api/v1/namespaces/${space}`, { metadata: { labels: { a: 'b' } } });

      const told = harness.receiver.take().map((line) => line.replace(`${space}/${space}`, space));
      expect(told).toEqual([
        `CREATE services auth/${named}`,
        `CREATE namespaces ${space}`,
        `UPDATE namespaces ${space}`,
      ]);
    },
  },
  {
    name: 'of ConfigMaps those of the target namespaces, and only their data',
    async run(harness) {
      const map = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } };
      const elsewhere = '/api/v1/namespaces/default/configmaps';
      await make(harness, elsewhere, map);
      const maps = '/api/v1/namespaces/auth/configmaps';
      const name = await make(harness, maps, map);
      await patch(harness, `${maps}/${name}`, { metadata: { annotations: { leader: 'me' } } });
      await patch(harness, `${maps}/${name}`, { data: { a: '2' } });

      expect(harness.receiver.take()).toEqual([
        `CREATE configmaps auth/${name}`,
        `UPDATE configmaps auth/${name}`,
      ]);
    },
  },
  {
    name: 'dry runs, writes that change nothing, and finalizers are not told',
    async run(harness) {
      const name = await make(harness, NETWORKING, ingress());
      const at = `${NETWORKING}/${name}`;
      harness.receiver.take();
      const another = { ...ingress(), metadata: { name: `dry-${crypto.randomUUID()}` } };

      await demand(harness, { method: 'POST', path: `${NETWORKING}?dryRun=All`, body: another });
      await patch(harness, `${at}?dryRun=All`, { metadata: { labels: { dry: 'run' } } });
      await patch(harness, at, { metadata: { annotations: HOSTNAME } });
      await patch(harness, `${at}/status`, { status: { loadBalancer: {} } });
      await patch(harness, at, { metadata: { finalizers: ['ingress.k8s.aws/resources'] } });
      await patch(harness, at, { metadata: { finalizers: null } });

      expect(harness.receiver.take()).toEqual([]);
    },
  },
  {
    name: 'Secrets are not told, and neither is what secret-sync writes itself',
    async run(harness) {
      const name = await make(harness, ESO, externalSecret());
      harness.receiver.take();
      const secret = { apiVersion: 'v1', kind: 'Secret', data: { a: 'YQ==' } };

      await make(harness, '/api/v1/namespaces/auth/secrets', secret);
      const body = { metadata: { labels: { a: 'b' } } };
      const { status } = await harness.send('secret-sync', { method: 'PATCH', path: `${ESO}/${name}`, body });

      expect([status, harness.receiver.take()]).toEqual([200, []]);
    },
  },
  ...(['wrong uid', 'error', 'no JSON', 'silent'] as const).map(
    (behaviour): ContractCase<WebhookHarness> => ({
      name: `writes succeed within the timeout although the notifier answers with: ${behaviour}`,
      async run(harness) {
        harness.receiver.behaviour = behaviour;
        const started = performance.now();
        try {
          await make(harness, NETWORKING, ingress());
        } finally {
          harness.receiver.behaviour = 'allow';
        }

        expect(performance.now() - started).toBeLessThan(WEBHOOK_TIMEOUT_SECONDS * 1000 + 900);
        expect(harness.receiver.take()).toHaveLength(1);
      },
    }),
  ),
  {
    name: 'writes succeed although the notifier is down, and are told again once it is back',
    async run(harness) {
      await harness.receiver.goDown();
      const started = performance.now();
      try {
        await make(harness, NETWORKING, ingress());
      } finally {
        await harness.receiver.comeBack();
      }
      expect(performance.now() - started).toBeLessThan(WEBHOOK_TIMEOUT_SECONDS * 1000 + 900);
      expect(harness.receiver.take()).toEqual([]);

      const name = await make(harness, NETWORKING, ingress());

      expect(harness.receiver.take()).toEqual([`CREATE ingresses auth/${name}`]);
    },
  },
];

function ingress() {
  const service = { name: 'auth', port: { number: 8000 } };
  const paths = [{ path: '/', pathType: 'Prefix', backend: { service } }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { annotations: HOSTNAME },
    spec: { rules: [{ host: 'a.dev.growbin.app', http: { paths } }] },
  };
}

function service(metadata: object) {
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } };
}

function externalSecret() {
  const data = [{ secretKey: 'a', remoteRef: { key: '/a' } }];
  const secretStoreRef = { name: 'aws-ssm', kind: 'ClusterSecretStore' };
  const { apiVersion, kind } = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' };
  return { apiVersion, kind, spec: { refreshInterval: '1h', secretStoreRef, data } };
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: object;
  readonly [field: string]: unknown;
}

/** Creates the object under a name of its own, which it gives. */
async function make(harness: WebhookHarness, path: string, object: Manifest) {
  const name = `webhook-${crypto.randomUUID()}`;
  await demand(harness, {
    method: 'POST',
    path,
    body: { ...object, metadata: { ...object.metadata, name } },
  });
  return name;
}

function patch(harness: WebhookHarness, path: string, body: object) {
  return demand(harness, { method: 'PATCH', path, body });
}

async function demand(
  harness: WebhookHarness,
  request: Parameters<WebhookHarness['send']>[1],
): Promise<void> {
  const { status, body } = await harness.send('administrator', request);
  expect(status, `${request.method} ${request.path}: ${body}`).toBeLessThan(300);
}
