import { describe, expect, test } from 'vitest';
import type { HostedZones } from '../../lambdas/core/aws-ports.ts';
import { TerminalError } from '../../lambdas/core/errors.ts';
import { createHarness, ingress, ZONE } from './harness.ts';

/** What is wrong with one object is told to it, by an Event and in the report; its neighbour gets its record. */

const ALPHA = 'external-dns.alpha.kubernetes.io/';
const NEW = 'external-dns.kubernetes.io/';
const PLAIN = [{ ip: '192.0.2.1' }];
const HOST_NAME = [{ hostname: 'lb.example.net' }];

type Harness = ReturnType<typeof createHarness>;

async function eventsOf(harness: Harness, name: string): Promise<readonly string[]> {
  const { body } = await harness.request('GET', '/api/v1/namespaces/default/events');
  const { items } = JSON.parse(body) as { items: { reason: string; involvedObject: { name: string } }[] };
  return items.filter(({ involvedObject }) => involvedObject.name === name).map(({ reason }) => reason);
}

/** Two rounds, so that what is told is told once; the report is that of a third look. */
async function run(harness: Harness) {
  await harness.create(ingress('neighbour', { status: PLAIN }));
  await harness.sweep();
  await harness.sweep();
  const { entries } = await harness.invoke({ action: 'resync' });
  expect(harness.names()).toContain('neighbour.example.com A');
  return entries;
}

const weighted = (extra: Readonly<Record<string, string>>) => ({
  [`${ALPHA}set-identifier`]: 'blue',
  ...Object.fromEntries(Object.entries(extra).map(([key, value]) => [ALPHA + key, value])),
});

describe('an annotation that says nothing usable', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['a TTL in words', 'InvalidTtl', { [`${ALPHA}ttl`]: 'soon' }],
    ['a TTL of nothing', 'InvalidTtl', { [`${ALPHA}ttl`]: '0' }],
    ['two prefixes that disagree', 'PrefixConflict', { [`${ALPHA}ttl`]: '60', [`${NEW}ttl`]: '90' }],
    ['an alias that is neither', 'InvalidAnnotation', { [`${ALPHA}alias`]: 'maybe' }],
    ['a source of names nobody knows', 'InvalidAnnotation', { [`${ALPHA}ingress-hostname-source`]: 'tls' }],
    ['a weight in words', 'InvalidAnnotation', weighted({ 'aws-weight': 'ten' })],
    [
      'a bias in words',
      'InvalidAnnotation',
      weighted({ 'aws-geoproximity-region': 'eu-west-1', 'aws-geoproximity-bias': 'x' }),
    ],
    [
      'half a coordinate',
      'InvalidAnnotation',
      weighted({ 'aws-weight': '1', 'aws-geoproximity-coordinates': '12.5' }),
    ],
    ['a health that is neither', 'InvalidAnnotation', { [`${ALPHA}aws-evaluate-target-health`]: 'perhaps' }],
    ['a weight above all', 'InvalidRouting', weighted({ 'aws-weight': '256' })],
    ['a negative weight', 'InvalidRouting', weighted({ 'aws-weight': '-1' })],
    ['a failover that is none', 'InvalidRouting', weighted({ 'aws-failover': 'primary' })],
    [
      'a bias beyond its range',
      'InvalidRouting',
      weighted({ 'aws-geoproximity-region': 'eu-west-1', 'aws-geoproximity-bias': '100' }),
    ],
    ['a latitude beyond the pole', 'InvalidRouting', weighted({ 'aws-geoproximity-coordinates': '90.5,10' })],
    [
      'a set identifier that is too long',
      'InvalidRouting',
      { [`${ALPHA}set-identifier`]: 'x'.repeat(129), [`${ALPHA}aws-weight`]: '1' },
    ],
    ['two routing policies', 'InvalidRouting', weighted({ 'aws-weight': '1', 'aws-region': 'eu-west-1' })],
    ['a policy without set identifier', 'InvalidRouting', { [`${ALPHA}aws-weight`]: '1' }],
    ['a set identifier without policy', 'InvalidRouting', weighted({})],
    ['a zone that the account lacks', 'NoZone', { [`${ALPHA}aws-hosted-zone-id`]: 'Z0NOWHERE' }],
    [
      'a host name that is too long',
      'InvalidName',
      { [`${ALPHA}hostname`]: `${'x'.repeat(64)}.example.com` },
    ],
    ['a host name of an empty label', 'InvalidName', { [`${ALPHA}hostname`]: 'a..example.com' }],
    ['a target that is too long', 'InvalidTarget', { [`${ALPHA}target`]: `${'x'.repeat(64)}.example.net` }],
  ])('%s', async (_case, reason, annotations) => {
    const harness = createHarness({ config: { annotationPrefixes: [ALPHA, NEW] } });
    await harness.create(ingress('bad', { annotations, status: PLAIN }));

    const entries = await run(harness);

    const told = entries.filter((entry) => entry.reason === reason);
    expect(told.flatMap(({ subject, objects = [] }) => [subject, ...objects])).toContain(
      'Ingress/default/bad',
    );
    expect(told.every(({ message = '' }) => message.length > 20)).toBe(true);
    expect(await eventsOf(harness, 'bad')).toEqual([reason]);
  });
});

test('what only Route 53 refuses is told to the object that asked for it', async () => {
  const refusal = new TerminalError('[region no-region-of-aws is not valid]', { code: 'InvalidChangeBatch' });
  const harness = createHarness({
    wrapZones: (zones) => ({
      ...zones,
      async change(zoneId, changes, comment) {
        if (changes.some(({ recordSet }) => recordSet.region === 'no-region-of-aws')) throw refusal;
        return await zones.change(zoneId, changes, comment);
      },
    }),
  });
  const annotations = weighted({ 'aws-region': 'no-region-of-aws' });
  await harness.create(ingress('bad', { annotations, status: PLAIN }));

  const entries = await run(harness);

  const [told] = entries.filter(({ reason }) => reason === 'ChangeRefused');
  expect(told).toMatchObject({ action: 'failed', objects: ['Ingress/default/bad'] });
  expect(await eventsOf(harness, 'bad')).toEqual(['ChangeRefused']);
});

test('an object without address is told, and keeps what it has', async () => {
  const harness = createHarness();
  await harness.create(ingress('bad', { status: [] }));

  const entries = await run(harness);

  expect(entries).toContainEqual(
    expect.objectContaining({ subject: 'Ingress/default/bad', reason: 'NoTargets' }),
  );
  expect(await eventsOf(harness, 'bad')).toEqual(['NoTargets']);
});

test('a Gateway without address is told to its route', async () => {
  const harness = createHarness({ config: { sources: ['ingress', 'gateway-httproute'] } });
  const listeners = [{ name: 'web', port: 80, protocol: 'HTTP' }];
  const parent = { name: 'edge' };
  const group = '/apis/gateway.networking.k8s.io/v1/namespaces/default';
  const object = { apiVersion: 'gateway.networking.k8s.io/v1', metadata: { name: 'edge' } };
  await harness.request('POST', `${group}/gateways`, {
    ...object,
    kind: 'Gateway',
    spec: { gatewayClassName: 'alb', listeners },
  });
  await harness.request('POST', `${group}/httproutes`, {
    ...object,
    kind: 'HTTPRoute',
    spec: { parentRefs: [parent], hostnames: ['edge.example.com'] },
  });
  const conditions = [{ type: 'Accepted', status: 'True' }];
  await harness.request('PATCH', `${group}/httproutes/edge/status`, {
    status: { parents: [{ parentRef: parent, controllerName: 'alb', conditions }] },
  });

  const entries = await run(harness);

  const [told] = entries.filter(({ reason }) => reason === 'NoTargets');
  expect(told).toMatchObject({ subject: 'HTTPRoute/default/edge', keys: ['edge.example.com'] });
  expect(told?.message).toContain('Gateway');
  expect(await eventsOf(harness, 'edge')).toEqual(['NoTargets']);
});

test('a configured zone that the account lacks is named', async () => {
  const zones = { ids: [ZONE, 'Z0NOWHERE'], type: 'any', tags: [], matchParent: false } as const;
  const harness = createHarness({ config: { zones } });

  const entries = await run(harness);

  const [told] = entries.filter(({ reason }) => reason === 'ZoneAbsent');
  expect(told).toMatchObject({ subject: 'Z0NOWHERE', action: 'failed' });
});

describe('access denied on one of two zones', () => {
  const SUB = 'Z0SUB';
  const zones = [
    { id: ZONE, name: 'example.com' },
    { id: SUB, name: 'sub.example.com' },
  ];
  const denied = new TerminalError('not authorized', { code: 'AccessDenied', subject: SUB });
  const refusing =
    (operation: 'listRecordSets' | 'change') =>
    (all: HostedZones): HostedZones => ({
      ...all,
      [operation]: async (zoneId: string, ...rest: readonly never[]) => {
        if (zoneId === SUB) throw denied;
        return await (all[operation] as (id: string, ...more: readonly never[]) => Promise<unknown>)(
          zoneId,
          ...rest,
        );
      },
    });

  test('when it is read: its names are told, and go into no other zone', async () => {
    const harness = createHarness({ zones, wrapZones: refusing('listRecordSets') });
    await harness.create(ingress('bad', { hosts: ['a.sub.example.com'], status: HOST_NAME }));

    const entries = await run(harness);

    expect(entries).toContainEqual(expect.objectContaining({ subject: SUB, reason: 'AccessDenied' }));
    expect(entries).toContainEqual(
      expect.objectContaining({ subject: 'Ingress/default/bad', reason: 'ZoneUnread' }),
    );
    expect(await eventsOf(harness, 'bad')).toEqual(['ZoneUnread']);
    expect(harness.names().filter((name) => name.includes('sub'))).toEqual([]);
  });

  test('when it is written: its objects are told', async () => {
    const harness = createHarness({ zones, wrapZones: refusing('change') });
    await harness.create(ingress('bad', { hosts: ['a.sub.example.com'], status: HOST_NAME }));

    const entries = await run(harness);

    const [told] = entries.filter(({ reason }) => reason === 'AccessDenied');
    expect(told).toMatchObject({ action: 'failed', objects: ['Ingress/default/bad'] });
    expect(await eventsOf(harness, 'bad')).toEqual(['AccessDenied']);
  });
});

test('names that are right are counted', async () => {
  const harness = createHarness();
  await harness.create(ingress('one', { status: PLAIN }));
  await run(harness);

  const { counts } = await harness.invoke({ action: 'resync' });

  expect(counts).toMatchObject({ unchanged: 2, created: 0, updated: 0, deleted: 0 });
});
