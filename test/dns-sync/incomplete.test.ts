import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import type { DnsSourceKind } from '../../lambdas/core/dns/config.ts';
import { TransientError } from '../../lambdas/core/errors.ts';
import { createHarness, ingress } from './harness.ts';

/** Answers of an API server for one path, in place of its own. */
type Trouble = (path: string) => HttpResponse | undefined;

const forbid =
  (plural: string): Trouble =>
  (path) =>
    path.includes(`/${plural}`) ? failure(403, 'Forbidden') : undefined;
const remove =
  (group: string): Trouble =>
  (path) =>
    path.startsWith(`/apis/${group}/`)
      ? { status: 404, headers: {}, body: '404 page not found\n' }
      : undefined;
/** The first page is there, and the rest has expired. */
const cut =
  (plural: string): Trouble =>
  (path) => {
    if (!path.includes(`/${plural}`)) return undefined;
    if (path.includes('continue=')) return failure(403, 'Forbidden');
    const metadata = { resourceVersion: '1', continue: 'next' };
    return { status: 200, headers: {}, body: JSON.stringify({ kind: 'List', metadata, items: [] }) };
  };

function failure(code: number, reason: string): HttpResponse {
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason };
  return { status: code, headers: {}, body: JSON.stringify(status) };
}

const NODE_PORT = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'np', annotations: { 'external-dns.kubernetes.io/hostname': 'np.example.com' } },
  spec: { type: 'NodePort', selector: { app: 'np' }, ports: [{ port: 80, nodePort: 30_080 }] },
};
const HEADLESS = {
  ...NODE_PORT,
  metadata: { name: 'db', annotations: { 'external-dns.kubernetes.io/hostname': 'db.example.com' } },
  spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80 }] },
};
const ROUTE = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'web' },
  spec: { parentRefs: [{ name: 'gateway' }], hostnames: ['route.example.com'] },
};
const SERVICES = '/api/v1/namespaces/default/services';
const ROUTES = '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes';

describe('an observation that is not complete deletes nothing, and creates go on', () => {
  test.each<[string, readonly DnsSourceKind[], Trouble, string, readonly (readonly [string, object])[]]>([
    ['an absent API', ['ingress', 'crd'], remove('externaldns.k8s.io'), 'SourceAbsent', []],
    [
      'an absent Gateway API',
      ['ingress', 'gateway-httproute'],
      remove('gateway.networking.k8s.io'),
      'SourceAbsent',
      [],
    ],
    ['a forbidden source', ['ingress', 'node'], forbid('nodes'), 'Forbidden', []],
    ['a source cut short', ['ingress', 'node'], cut('nodes'), 'Forbidden', []],
    [
      'forbidden Nodes of a NodePort',
      ['ingress', 'service'],
      forbid('nodes'),
      'Forbidden',
      [[SERVICES, NODE_PORT]],
    ],
    [
      'forbidden Pods of a headless Service',
      ['ingress', 'service'],
      forbid('pods'),
      'Forbidden',
      [[SERVICES, HEADLESS]],
    ],
    [
      'forbidden EndpointSlices',
      ['ingress', 'service'],
      forbid('endpointslices'),
      'Forbidden',
      [[SERVICES, HEADLESS]],
    ],
    [
      'forbidden Gateways',
      ['ingress', 'gateway-httproute'],
      forbid('gateways'),
      'Forbidden',
      [[ROUTES, ROUTE]],
    ],
    [
      'forbidden namespaces of routes',
      ['ingress', 'gateway-httproute'],
      forbid('namespaces?'),
      'Forbidden',
      [[ROUTES, ROUTE]],
    ],
  ])('%s', async (_, sources, trouble, reason, objects) => {
    let isOn = false;
    const harness = createHarness({
      config: { sources: [...sources] },
      fault: ({ path }) => (isOn ? trouble(path) : undefined),
    });
    for (const [path, object] of objects)
      expect((await harness.request('POST', path, object)).status).toBe(201);
    await harness.create(ingress('old', { status: [{ ip: '192.0.2.1' }] }));
    await harness.create(ingress('other', { status: [{ ip: '192.0.2.2' }] }));
    await harness.sweep();
    isOn = true;

    await harness.destroy('old');
    await harness.create(ingress('new', { status: [{ ip: '192.0.2.3' }] }));
    const report = await harness.invoke({ action: 'resync' });
    await harness.sweep();
    await harness.observeAgain();

    expect(harness.names()).toEqual(expect.arrayContaining(['old.example.com A', 'new.example.com A']));
    expect(report.entries.map((entry) => entry.reason)).toContain(reason);
    expect(harness.counters.get('ObservationIncomplete')).toBeGreaterThan(0);

    isOn = false;
    await harness.sweep();
    await harness.observeAgain();
    expect(harness.names()).not.toContain('old.example.com A');
  });

  test('records of routes stay while their Gateways cannot be read', async () => {
    let isOn = false;
    const harness = createHarness({
      config: { sources: ['ingress', 'gateway-httproute'] },
      fault: ({ path }) => (isOn ? forbid('gateways')(path) : undefined),
    });
    const parentRef = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' };
    const status = { parents: [{ parentRef, conditions: [{ type: 'Accepted', status: 'True' }] }] };
    const gateway = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'gateway' },
      spec: { listeners: [{ name: 'http', protocol: 'HTTP', port: 80 }] },
    };
    const gateways = ROUTES.replace('httproutes', 'gateways');
    await harness.request('POST', gateways, gateway);
    await harness.request('PATCH', `${gateways}/gateway/status`, {
      status: { addresses: [{ value: '192.0.2.9' }] },
    });
    await harness.request('POST', ROUTES, ROUTE);
    await harness.request('PATCH', `${ROUTES}/web/status`, { status });
    await harness.sweep();
    expect(harness.names()).toContain('route.example.com A');

    isOn = true;
    // The name is the route's: who asks for it now does not get it while nobody can say what the route wants.
    const rival = { hosts: ['route.example.com'], status: [{ ip: '192.0.2.10' }] };
    await harness.create(ingress('rival', rival));
    await harness.sweep();
    await harness.observeAgain();

    const record = harness.sets().find(({ name, type }) => name === 'route.example.com.' && type === 'A');
    expect(record?.values).toEqual(['192.0.2.9']);
  });

  test('Pods and Nodes are not asked for where no published Service needs them', async () => {
    const harness = createHarness({ config: { sources: ['service'] } });
    const plain = { ...HEADLESS, metadata: { name: 'db' } };
    await harness.request('POST', SERVICES, plain);

    await harness.sweep();

    expect(
      [...harness.server.requests.keys()].filter((key) => /pods|nodes|endpointslices/.test(key)),
    ).toEqual([]);
  });
});

test('a zone that cannot be read keeps its names: they do not go to the zone above it', async () => {
  const child = 'Z0CHILD';
  const harness = createHarness({
    zones: [
      { id: 'Z0EXAMPLE', name: 'example.com' },
      { id: child, name: 'sub.example.com' },
    ],
    wrapZones: (zones) => ({
      ...zones,
      listRecordSets: (zoneId, ...rest) =>
        zoneId === child
          ? Promise.reject(new TransientError('rate exceeded', { code: 'Throttling', subject: child }))
          : zones.listRecordSets(zoneId, ...rest),
    }),
  });
  await harness.create(ingress('web', { hosts: ['web.sub.example.com', 'web.example.com'] }));

  await harness.sweep();

  expect(harness.names().filter((name) => name.includes('sub'))).toEqual([]);
  expect(harness.names()).toContain('web.example.com A');
});
