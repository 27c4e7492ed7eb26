import { expect, test } from 'vitest';
import { ALB, createHarness, ingress } from './harness.ts';

test('an Ingress with an ALB gets alias records for both families, each with its marker', async () => {
  const harness = createHarness();
  await harness.create(ingress('web'));

  expect(await harness.hint('Ingress', 'web', 'CREATE')).toBe(0);

  expect(harness.names()).toEqual([
    'a-web.example.com TXT',
    'aaaa-web.example.com TXT',
    'web.example.com A',
    'web.example.com AAAA',
  ]);
  const alias = harness.sets().find((set) => set.type === 'A')?.alias;
  expect(alias).toEqual({ dnsName: `${ALB}.`, hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: true });
  expect(harness.sets().find((set) => set.type === 'TXT')?.values).toEqual([
    '"heritage=external-dns,external-dns/owner=golden,external-dns/resource=ingress/default/web,external-dns/sluice-cluster=dev,external-dns/sluice-host=web"',
  ]);
});

test('one changed name costs at most five Route 53 calls, zone discovery and GetChange aside', async () => {
  const harness = createHarness();
  await harness.create(ingress('web'));

  await harness.hint('Ingress', 'web', 'CREATE');

  const counted = harness.zones.calls.filter(
    ({ action }) => action !== 'ListHostedZones' && action !== 'GetChange',
  );
  expect(counted.map(({ action }) => action).sort()).toEqual([
    'ChangeResourceRecordSets',
    ...Array<string>(4).fill('ListResourceRecordSets'),
  ]);
});

test('a run with nothing changed writes nothing anywhere: no change batch, no Lease, no message, no Event', async () => {
  const harness = createHarness();
  await harness.create(ingress('web'));
  await harness.create(ingress('api', { status: [{ ip: '192.0.2.1' }, { ip: '2001:db8::1' }] }));
  await harness.sweep();
  const before = { writes: harness.writes(), requests: new Map(harness.server.requests) };

  await harness.sweep();
  await harness.hint('Ingress', 'web');

  expect(harness.writes()).toBe(before.writes);
  expect(harness.queue.bodies()).toEqual([]);
  const written = [...harness.server.requests].filter(([key]) => !/^(list|get|) ?/.test(key));
  expect(written).toEqual([...before.requests].filter(([key]) => !/^(list|get|) ?/.test(key)));
});

test('an ALB that is replaced changes all its names at once, by DELETE of what was read and CREATE', async () => {
  const harness = createHarness();
  await harness.create(ingress('web'));
  await harness.sweep();

  await harness.setStatus('web', [{ hostname: 'k8s-new-9.us-east-1.elb.amazonaws.com' }]);
  await harness.hint('Ingress', 'web');

  const targets = harness.sets().flatMap((set) => set.alias?.dnsName ?? []);
  expect(targets).toEqual(Array<string>(2).fill('k8s-new-9.us-east-1.elb.amazonaws.com.'));
  const last = harness.zones.calls.findLast(({ action }) => action === 'ChangeResourceRecordSets');
  const batch = last?.params['ChangeBatch'] as { readonly Changes: readonly { readonly Action: string }[] };
  expect(batch.Changes.map((change) => change.Action)).toEqual(['DELETE', 'DELETE', 'CREATE', 'CREATE']);
});

test('Route 53 is asked until a change is INSYNC, and the time is published', async () => {
  const harness = createHarness({ insyncAfterMs: 7_000 });
  await harness.create(ingress('web'));

  await harness.hint('Ingress', 'web', 'CREATE');

  expect(harness.zones.calls.filter(({ action }) => action === 'GetChange')).toHaveLength(4);
  expect(harness.counters.get('InSync')).toBe(9_000);
});

test('observe reports what it would do and writes nothing', async () => {
  const harness = createHarness({ config: { mode: 'observe' } });
  await harness.create(ingress('web'));

  await harness.sweep();
  const report = await harness.invoke({ action: 'resync' });

  expect(harness.names()).toEqual([]);
  expect(report.entries.filter((entry) => entry.action === 'created')).toEqual([
    expect.objectContaining({ subject: 'Z0EXAMPLE/web.example.com/A', dryRun: true }),
    expect.objectContaining({ subject: 'Z0EXAMPLE/web.example.com/AAAA', dryRun: true }),
  ]);
  expect(harness.queue.bodies()).toEqual([]);
});

test('a sweep calls Route 53 twice a second on average after its first burst', async () => {
  const zones = Array.from({ length: 30 }, (_, index) => ({
    id: `Z${index}`,
    name: `z${index}.example.com`,
  }));
  const harness = createHarness({ zones });
  await harness.create(ingress('web'));
  const start = harness.clock.now();

  await harness.sweep();

  const calls = harness.zones.calls.length;
  expect(calls).toBe(31);
  expect(harness.clock.now() - start).toBeGreaterThanOrEqual(((calls - 11) / 2) * 1000);
});
