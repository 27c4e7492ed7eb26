import { describe, expect, it } from 'vitest';
import { compileAdmissionConfiguration } from '../../manifests/admission-configuration.ts';
import { compileNotifierWebhooks } from '../../manifests/notifier-webhook.ts';
import { compileCel } from '../../sandbox/kubernetes/cel.ts';
import { compileNotifyConfig } from '../../stack/config/notify-config.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { exampleCluster, exampleDns, exampleNotifier, exampleSecrets } from '../stack/example-cluster.ts';

interface Webhook {
  readonly name: string;
  readonly clientConfig: { readonly url: string; readonly caBundle?: string };
  readonly rules: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[];
  readonly namespaceSelector: unknown;
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
}

const CLUSTER = exampleCluster({
  notifier: exampleNotifier(),
  dns: exampleDns({ sources: ['ingress', 'service', 'crd', 'gateway-httproute', 'node'] }),
});

function webhooks(cluster: ClusterConfiguration = CLUSTER): readonly Webhook[] {
  return compileNotifierWebhooks(cluster)[0]?.['webhooks'] as readonly Webhook[];
}

/** Whether a write would be told, by one of the webhooks. */
function isTold(
  webhook: string,
  write: { operation?: string; object?: object | null; oldObject?: object | null },
) {
  const { matchConditions = [] } = webhooks().find(({ name }) => name === `${webhook}.sluice.local`) ?? {};
  const { operation = 'UPDATE', object = null, oldObject = null } = write;
  const userInfo = { username: 'jane', groups: ['system:authenticated'] };
  const resource = { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses' };
  const variables = { object, oldObject, request: { operation, userInfo, resource, dryRun: false } };
  return matchConditions.every(({ expression }) => compileCel(expression)(variables) === true);
}

const meta = (metadata: object, rest: object = {}) => ({ metadata: { name: 'a', ...metadata }, ...rest });

describe('the notifier webhook', () => {
  it('is nothing unless it is configured, and cannot be made before the function has its URL', () => {
    const { url: _, ...unknown } = exampleNotifier();

    expect(compileNotifierWebhooks(exampleCluster())).toEqual([]);
    expect(() => compileNotifierWebhooks(exampleCluster({ notifier: unknown }))).toThrow(
      "cluster eco2-dev has no notifier.url: deploy once, then put the stack's output NotifyUrl there",
    );
  });

  it('can refuse nothing and holds nothing up for longer than configured', () => {
    const slow = exampleCluster({ notifier: exampleNotifier({ timeoutSeconds: 1 }) });
    for (const webhook of webhooks(slow)) {
      expect(webhook).toMatchObject({
        failurePolicy: 'Ignore',
        sideEffects: 'NoneOnDryRun',
        timeoutSeconds: 1,
        clientConfig: {
          url: 'https://abcdefghij.lambda-url.ap-northeast-2.on.aws/0123456789abcdef0123456789abcdef/v1/admission',
        },
      });
    }
  });

  it('trusts the CA of a proxy where one is named', () => {
    const ca = '-----BEGIN CERTIFICATE-----\n';
    const [webhook] = webhooks(exampleCluster({ notifier: exampleNotifier({ ca }) }));

    expect(Buffer.from(webhook?.clientConfig.caBundle ?? '', 'base64').toString()).toBe(ca);
  });

  it('asks for what is configured and for nothing else, never for Secrets or what changes by itself', () => {
    const told = webhooks().map(({ name, rules }) => [
      name,
      ...rules.map(({ apiGroups, resources }) => `${apiGroups}: ${resources}`),
    ]);

    expect(told).toEqual([
      [
        'objects.sluice.local',
        'external-secrets.io: externalsecrets,secretstores,clustersecretstores',
        'networking.k8s.io: ingresses,ingresses/status',
        'externaldns.k8s.io: dnsendpoints',
        'gateway.networking.k8s.io: httproutes,httproutes/status,gateways,gateways/status',
      ],
      ['services.sluice.local', ': services,services/status'],
      ['namespaces.sluice.local', ': namespaces'],
      ['configmaps.sluice.local', ': configmaps'],
    ]);
  });

  it('leaves out the half that is not deployed and the ConfigMaps that are not wanted', () => {
    const { secrets: _s, ...dnsOnly } = exampleCluster({ notifier: exampleNotifier() });
    const { dns: _d, ...secretsOnly } = exampleCluster({
      notifier: exampleNotifier({ configMaps: false }),
      secrets: exampleSecrets({ clusterExternalSecrets: true }),
    });
    const resources = (cluster: ClusterConfiguration) =>
      webhooks(cluster).flatMap(({ rules }) => rules.flatMap((rule) => rule.resources));

    expect(resources(dnsOnly)).toEqual(['ingresses', 'ingresses/status', 'services', 'services/status']);
    expect(resources(secretsOnly)).toEqual([
      'externalsecrets',
      'secretstores',
      'clustersecretstores',
      'clusterexternalsecrets',
      'namespaces',
    ]);
  });

  it('sees ConfigMaps of the target namespaces only, and nothing of kube-system', () => {
    const key = 'kubernetes.io/metadata.name';
    const selectors = Object.fromEntries(
      webhooks().map((webhook) => [webhook.name, webhook.namespaceSelector]),
    );

    expect(selectors['configmaps.sluice.local']).toEqual({
      matchExpressions: [{ key, operator: 'In', values: ['auth', 'postgres', 'rabbitmq', 'redis'] }],
    });
    expect(selectors['objects.sluice.local']).toEqual({
      matchExpressions: [{ key, operator: 'NotIn', values: ['kube-system'] }],
    });
  });

  const ingress = meta({ labels: { a: '1' } }, { spec: { x: 1 }, status: {} });
  it.each([
    ['a new object', { operation: 'CREATE', object: ingress }, true],
    ['a deleted object', { operation: 'DELETE', oldObject: ingress }, true],
    ['a changed spec', { object: { ...ingress, spec: { x: 2 } }, oldObject: ingress }, true],
    [
      'a changed label',
      { object: { ...ingress, ...meta({ labels: { a: '2' } }) }, oldObject: ingress },
      true,
    ],
    [
      'a new annotation',
      {
        object: { ...ingress, ...meta({ labels: { a: '1' }, annotations: { b: '1' } }) },
        oldObject: ingress,
      },
      true,
    ],
    [
      'the address of its load balancer',
      { object: { ...ingress, status: { loadBalancer: {} } }, oldObject: ingress },
      true,
    ],
    [
      'the start of its deletion',
      { object: { ...ingress, ...meta({ labels: { a: '1' }, deletionTimestamp: 'x' }) }, oldObject: ingress },
      true,
    ],
    ['a write that changes nothing', { object: ingress, oldObject: ingress }, false],
    [
      'finalizers',
      { object: { ...ingress, ...meta({ labels: { a: '1' }, finalizers: ['x'] }) }, oldObject: ingress },
      false,
    ],
    [
      'managed fields and versions',
      {
        object: { ...ingress, ...meta({ labels: { a: '1' }, resourceVersion: '2', managedFields: [{}] }) },
        oldObject: ingress,
      },
      false,
    ],
  ])('objects: %s', (_title, write, told) => {
    expect(isTold('objects', write)).toBe(told);
  });

  const service = (metadata: object, spec: object = {}) => meta(metadata, { spec });
  const hostname = { annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'a.dev.growbin.app' } };
  it.each([
    [
      'a Service inside the cluster',
      { operation: 'CREATE', object: service({}, { type: 'ClusterIP' }) },
      false,
    ],
    ['one without a type', { operation: 'CREATE', object: service({}) }, false],
    ['one with a host name', { operation: 'CREATE', object: service(hostname) }, true],
    ['one whose host name was taken away', { object: service({}), oldObject: service(hostname) }, true],
    ['a load balancer', { operation: 'DELETE', oldObject: service({}, { type: 'LoadBalancer' }) }, true],
  ])('services: %s', (_title, write, told) => {
    expect(isTold('services', write)).toBe(told);
  });

  it.each([
    ['namespaces', 'a label', { object: meta({ labels: { a: '1' } }), oldObject: meta({}) }, true],
    ['namespaces', 'its end', { object: meta({ deletionTimestamp: 'x' }), oldObject: meta({}) }, false],
    ['configmaps', 'its data', { object: meta({}, { data: { a: '1' } }), oldObject: meta({}) }, true],
    [
      'configmaps',
      'an annotation of a leader election',
      { object: meta({ annotations: { a: '1' } }), oldObject: meta({}) },
      false,
    ],
  ])('%s: %s', (webhook, _title, write, told) => {
    expect(isTold(webhook, write)).toBe(told);
  });

  it.each([
    ['a dry run', { dryRun: true }],
    ['what secret-sync writes', { userInfo: { username: 'aws:x', groups: ['sluice:secrets'] } }],
    ['what dns-sync writes', { userInfo: { username: 'aws:x', groups: ['sluice:dns'] } }],
  ])('never tells %s', (_title, change) => {
    const request = {
      operation: 'CREATE',
      dryRun: false,
      userInfo: { username: 'jane', groups: [] },
      resource: { group: '' },
    };
    for (const { matchConditions } of webhooks()) {
      const told = (asked: object) =>
        matchConditions
          .slice(0, 2)
          .every(({ expression }) => compileCel(expression)({ object: {}, request: asked }) === true);
      expect([told(request), told({ ...request, ...change })]).toEqual([true, false]);
    }
  });
});

describe('what the notifier forwards', () => {
  it('is what its webhooks ask for, by half', () => {
    expect(compileNotifyConfig(CLUSTER, exampleNotifier({ tokenSha256: 'ab' }))).toEqual({
      region: 'ap-northeast-2',
      cluster: 'eco2-dev',
      path: '0123456789abcdef0123456789abcdef',
      tokenSha256: 'ab',
      resources: expect.objectContaining({
        'networking.k8s.io/ingresses/status': 'Ingress',
        'external-secrets.io/externalsecrets': 'ExternalSecret',
      }),
      kinds: {
        'external-secrets.io/ExternalSecret': ['secrets'],
        'external-secrets.io/SecretStore': ['secrets'],
        'external-secrets.io/ClusterSecretStore': ['secrets'],
        '/Namespace': ['secrets', 'dns'],
        '/ConfigMap': ['secrets'],
        'networking.k8s.io/Ingress': ['dns'],
        '/Service': ['dns'],
        'externaldns.k8s.io/DNSEndpoint': ['dns'],
        'gateway.networking.k8s.io/HTTPRoute': ['dns'],
        'gateway.networking.k8s.io/Gateway': ['dns'],
      },
    });
  });
});

describe('the files of a kubeadm API server', () => {
  const tokenSha256 = 'a'.repeat(64);

  it('send the token to exactly the notifier, and hold none', () => {
    const cluster = exampleCluster({ notifier: exampleNotifier({ tokenSha256 }) });

    expect(compileAdmissionConfiguration(cluster)).toEqual([
      expect.objectContaining({ kind: 'AdmissionConfiguration' }),
      {
        apiVersion: 'v1',
        kind: 'Config',
        users: [
          {
            name: 'abcdefghij.lambda-url.ap-northeast-2.on.aws',
            user: { tokenFile: '/etc/kubernetes/sluice/notify-token' },
          },
        ],
      },
    ]);
  });

  it('are not made without a token or a URL', () => {
    const { url: _, ...unknown } = exampleNotifier({ tokenSha256 });

    expect(compileAdmissionConfiguration(exampleCluster({ notifier: exampleNotifier() }))).toEqual([]);
    expect(() => compileAdmissionConfiguration(exampleCluster({ notifier: unknown }))).toThrow(
      'no notifier.url',
    );
  });
});
