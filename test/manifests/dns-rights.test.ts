import { expect, it } from 'vitest';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import type { DnsSourceKind } from '../../lambdas/core/dns/config.ts';
import { createDnsSync } from '../../lambdas/dns-sync/sync.ts';
import { compileRbac } from '../../manifests/rbac.ts';
import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { dnsConfig } from '../dns-sync/config-fixture.ts';
import { createManualClock } from '../fakes/clock.ts';
import { createFakeHostedZones } from '../fakes/hosted-zones.ts';
import { createFakeQueue } from '../fakes/queue.ts';
import { exampleCluster, exampleDns } from '../stack/example-cluster.ts';

const EVERY_SOURCE: readonly DnsSourceKind[] = [
  'ingress',
  'service',
  'crd',
  'gateway-httproute',
  'gateway-grpcroute',
  'gateway-tlsroute',
  'node',
];
const HOSTNAME = 'external-dns.kubernetes.io/hostname';
const OBJECTS: readonly (readonly [path: string, object: object])[] = [
  [
    '/apis/externaldns.k8s.io/v1alpha1/namespaces/default/dnsendpoints',
    {
      apiVersion: 'externaldns.k8s.io/v1alpha1',
      kind: 'DNSEndpoint',
      metadata: { name: 'd' },
      spec: { endpoints: [{ dnsName: 'd.example.com', recordType: 'A', targets: ['192.0.2.1'] }] },
    },
  ],
  ...['None', undefined].map((clusterIP) => {
    const name = clusterIP === undefined ? 'np' : 'db';
    const annotations = { [HOSTNAME]: `${name}.example.com` };
    const type = clusterIP === undefined ? 'NodePort' : 'ClusterIP';
    const spec = { type, selector: { app: name }, ports: [{ port: 80 }], ...(clusterIP && { clusterIP }) };
    const object = { apiVersion: 'v1', kind: 'Service', metadata: { name, annotations }, spec };
    return ['/api/v1/namespaces/default/services', object] as const;
  }),
  [
    '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes',
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'r' },
      spec: { parentRefs: [{ name: 'gw' }], hostnames: ['r.example.com'] },
    },
  ],
];

/** A sweep as the group of dns-sync, with the roles of these sources: paths that were refused. */
async function refusedPaths(granted: readonly DnsSourceKind[]) {
  const clock = createManualClock(Date.parse('2026-11-22T12:00:00Z'));
  const server = createApiServer({ now: () => clock.now(), definitions: readDefinitions(), rbac: true });
  const post = async (path: string, object: object) => {
    const headers = { 'content-type': 'application/json' };
    const made = await server.handle(
      { method: 'POST', path, headers, body: JSON.stringify(object) },
      ADMINISTRATOR,
    );
    if (made.status !== 201) throw new Error(made.body);
  };
  const dns = exampleDns({ sources: [...granted], leaseNamespace: 'default' });
  const { secrets: _secrets, ...cluster } = exampleCluster({ dns });
  for (const object of compileRbac(cluster)) {
    const { namespace } = object.metadata;
    if (object.kind === 'Namespace') continue;
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    await post(`/apis/rbac.authorization.k8s.io/v1${scope}/${object.kind.toLowerCase()}s`, object);
  }
  for (const [path, object] of OBJECTS) await post(path, object);
  const refused: string[] = [];
  const transport = createCluster(async (request) => {
    const answer = await server.handle(request, DNS_SYNC);
    if (answer.status === 403) refused.push(`${request.method} ${request.path.split('?', 1)[0]}`);
    return answer;
  });
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const invoke = createDnsSync({
    cluster: transport,
    zones: createFakeHostedZones({ clock, insyncAfterMs: 0 }),
    queue: createFakeQueue({ clock }),
    clock,
    log: quiet,
    metrics: { count: () => {}, milliseconds: () => {}, flush: () => {} },
    config: dnsConfig({ sources: [...EVERY_SOURCE] }),
  });
  await invoke({ action: 'resync' }, { getRemainingTimeInMillis: () => 290_000 });
  return { refused, requests: server.requests };
}

const ADMINISTRATOR = { username: 'admin', groups: ['system:masters'] };
const DNS_SYNC = { username: 'dns-sync', groups: ['sluice:dns', 'system:authenticated'] };

it('every source can read what it needs, and the status of a DNSEndpoint is written, with the roles as printed', async () => {
  const { refused, requests } = await refusedPaths(EVERY_SOURCE);

  expect(refused).toEqual([]);
  for (const done of [
    'list pods',
    'list nodes',
    'list endpointslices',
    'list gateways',
    'patch dnsendpoints/status',
  ])
    expect([...requests.keys()]).toContain(done);
});

it('a source that is not configured cannot be read', async () => {
  const { refused } = await refusedPaths(['ingress']);

  expect(refused).toEqual(
    expect.arrayContaining([
      'GET /api/v1/services',
      'GET /api/v1/nodes',
      'GET /apis/externaldns.k8s.io/v1alpha1/dnsendpoints',
      'GET /apis/gateway.networking.k8s.io/v1/httproutes',
    ]),
  );
});
