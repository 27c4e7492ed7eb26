import { expect, test } from 'vitest';
import { createHarness, ingress, ZONE } from './harness.ts';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

/** A zone with `count` names of ours, all on addresses. */
async function createNames(count: number, options: Parameters<typeof createHarness>[0] = {}) {
  const harness = createHarness(options);
  for (let index = 0; index < count; index += 1) {
    await harness.create(ingress(`n${index}`, { status: [{ ip: `192.0.2.${index + 1}` }] }));
  }
  await harness.sweep();
  return harness;
}

test('a deleted Ingress loses its records at the second complete observation, not at the first', async () => {
  const harness = await createNames(2);
  await harness.destroy('n0');

  await harness.hint('Ingress', 'n0', 'DELETE');
  expect(harness.names()).toContain('n0.example.com A');
  expect(harness.queue.bodies()).toEqual([
    expect.objectContaining({ sluice: 'second-observation', candidates: { [ZONE]: ['n0.example.com/A'] } }),
  ]);

  await harness.observeAgain();
  expect(harness.names()).toEqual(['a-n1.example.com TXT', 'n1.example.com A']);
});

test('a second observation that comes early waits for the rest of its delay', async () => {
  const harness = await createNames(2);
  await harness.destroy('n0');
  await harness.hint('Ingress', 'n0', 'DELETE');
  const [body] = harness.queue.bodies();

  harness.clock.advance(20_000);
  await harness.deliver([body]);

  expect(harness.names()).toContain('n0.example.com A');
  const resent = harness.queue.calls.filter(({ action }) => action === 'SendMessage').at(-1);
  expect(resent?.params['DelaySeconds']).toBe(40);
});

test('a second observation of another day counts as a first: it never saw the absence it meets', async () => {
  const harness = await createNames(2);
  await harness.destroy('n0');
  await harness.hint('Ingress', 'n0', 'DELETE');
  const [body] = harness.queue.bodies();

  harness.clock.advance(24 * 60 * 60_000);
  await harness.deliver([body]);
  expect(harness.names()).toContain('n0.example.com A');

  await harness.observeAgain();
  expect(harness.names()).not.toContain('n0.example.com A');
});

test('an Ingress deleted and recreated within ten seconds loses no record', async () => {
  const harness = await createNames(2);
  const before = harness.sets();
  await harness.destroy('n0');
  await harness.hint('Ingress', 'n0', 'DELETE');
  harness.clock.advance(10_000);
  await harness.create(ingress('n0', { status: [{ ip: '192.0.2.1' }] }));
  await harness.hint('Ingress', 'n0', 'CREATE');

  await harness.observeAgain();
  await harness.sweep();

  expect(harness.sets()).toEqual(before);
  expect(harness.writes()).toBe(1);
});

test('what only the second observation finds absent waits for a third', async () => {
  const harness = await createNames(3);
  await harness.destroy('n0');
  await harness.sweep();
  await harness.destroy('n1');

  await harness.observeAgain();

  expect(harness.names()).not.toContain('n0.example.com A');
  expect(harness.names()).toContain('n1.example.com A');
});

test('an emptied status keeps the records, however often it is seen', async () => {
  const harness = await createNames(1);
  await harness.setStatus('n0', []);

  await harness.hint('Ingress', 'n0');
  await harness.sweep();
  await harness.observeAgain();
  await harness.sweep();

  expect(harness.names()).toContain('n0.example.com A');
  const report = await harness.invoke({ action: 'plan' });
  expect(report.entries).toContainEqual(
    expect.objectContaining({ subject: 'Ingress/default/n0', action: 'skipped', reason: 'NoTargets' }),
  );
});

test('a paused Ingress keeps its records and gets no new ones', async () => {
  const harness = await createNames(1);
  await harness.patch('n0', { metadata: { annotations: { 'sluice/pause': 'true' } } });
  await harness.setStatus('n0', [{ ip: '192.0.2.200' }]);

  await harness.sweep();

  expect(harness.sets().find((set) => set.type === 'A')?.values).toEqual(['192.0.2.1']);
});

test('a source that answers 403 leaves creations going and deletes nothing, and an alarm is raised', async () => {
  let forbidden = false;
  const status = {
    kind: 'Status',
    status: 'Failure',
    reason: 'Forbidden',
    code: 403,
    message: 'services is forbidden',
  };
  const harness = await createNames(2, {
    fault: (request) =>
      forbidden && request.path.startsWith('/api/v1/services')
        ? { status: 403, headers: {}, body: JSON.stringify(status) }
        : undefined,
  });
  forbidden = true;
  await harness.destroy('n0');
  await harness.create(ingress('new', { status: [{ ip: '192.0.2.77' }] }));

  await harness.sweep();
  await harness.observeAgain();
  await harness.sweep();

  expect(harness.names()).toContain('n0.example.com A');
  expect(harness.names()).toContain('new.example.com A');
  expect(harness.counters.get('ObservationIncomplete')).toBeGreaterThan(0);
  expect(harness.queue.bodies()).toEqual([]);
});

test('a zone that cannot be listed stops deletions in the others, and they go on when it can', async () => {
  let broken = false;
  const harness = await createNames(2, {
    zones: [
      { id: ZONE, name: 'example.com' },
      { id: 'ZOTHER', name: 'other.example.com' },
    ],
    wrapZones: (zones) => ({
      ...zones,
      listRecordSets: (zoneId, ...rest) =>
        zones.listRecordSets(broken && zoneId === 'ZOTHER' ? 'ZGONE' : zoneId, ...rest),
    }),
  });
  broken = true;
  await harness.destroy('n0');
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names()).toContain('n0.example.com A');

  broken = false;
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names()).not.toContain('n0.example.com A');
});

test('news of another change of an object never deletes, even when a name of it is gone', async () => {
  const harness = createHarness();
  await harness.create(
    ingress('web', { hosts: ['one.example.com', 'two.example.com'], status: [{ ip: '192.0.2.1' }] }),
  );
  await harness.sweep();
  const rules = ingress('web', { hosts: ['one.example.com'] }).spec.rules;
  await harness.patch('web', { spec: { rules } });

  await harness.hint('Ingress', 'web');

  expect(harness.names()).toContain('two.example.com A');
  expect(harness.queue.bodies()).toEqual([]);
});

test('a type change replaces the record in one batch at once: it is an update', async () => {
  const harness = await createNames(1);
  await harness.setStatus('n0', [{ hostname: 'lb.provider.net' }]);

  await harness.hint('Ingress', 'n0');

  expect(harness.names()).toEqual(['cname-n0.example.com TXT', 'n0.example.com CNAME']);
  expect(harness.writes()).toBe(2);
});

test('more than 30 % of ten names stop at the breaker while creations go on, until a person releases the plan', async () => {
  const harness = await createNames(10);
  for (const name of ['n0', 'n1', 'n2', 'n3']) await harness.destroy(name);
  await harness.create(ingress('new', { status: [{ ip: '192.0.2.99' }] }));

  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names().filter((name) => name.endsWith(' A'))).toHaveLength(11);
  expect(harness.counters.get('DeletionsStopped')).toBeGreaterThan(0);

  const { checksum = '' } = await harness.invoke({ action: 'plan' });
  await harness.invoke({ action: 'release', checksum: 'another' });
  await harness.observeAgain();
  expect(harness.names()).toContain('n0.example.com A');

  await harness.invoke({ action: 'release', checksum });
  expect(harness.names()).toContain('n0.example.com A');
  await harness.observeAgain();
  expect(harness.names().filter((name) => name.endsWith(' A'))).toHaveLength(7);
});

test('three deletions of ten pass, and the fourth within the hour does not', async () => {
  const harness = await createNames(10);
  for (const name of ['n0', 'n1', 'n2']) await harness.destroy(name);
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names().filter((name) => name.endsWith(' A'))).toHaveLength(7);

  await harness.destroy('n3');
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names()).toContain('n3.example.com A');

  harness.clock.advance(60 * 60_000);
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names()).not.toContain('n3.example.com A');
});

test('in a small zone the last two names do not go together', async () => {
  const harness = await createNames(2, { config: { sources: ['ingress', 'service'] } });
  await harness.destroy('n0');
  await harness.destroy('n1');

  await harness.sweep();
  await harness.observeAgain();

  expect(harness.names()).toHaveLength(4);
});

test('a source that had objects and is empty keeps its two names although the zone holds others', async () => {
  const harness = await createNames(2);
  for (const name of ['s0', 's1', 's2', 's3']) await createService(harness, name);
  await harness.sweep();
  await harness.destroy('n0');
  await harness.destroy('n1');

  await harness.sweep();
  await harness.observeAgain();

  expect(harness.names()).toContain('n0.example.com A');
  const { entries } = await harness.invoke({ action: 'plan' });
  expect(entries).toContainEqual(expect.objectContaining({ reason: 'BreakerSourceEmpty' }));
});

test('a run that does not get the Lease skips its deletions, writes the rest and acknowledges', async () => {
  const harness = await createNames(2);
  await harness.request('POST', LEASES, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'sluice-dns-sync', namespace: 'default' },
    spec: { holderIdentity: 'somebody', leaseDurationSeconds: 330, renewTime: '2026-11-22T12:01:00.000000Z' },
  });
  await harness.destroy('n0');
  await harness.create(ingress('new', { status: [{ ip: '192.0.2.77' }] }));
  await harness.sweep();

  await harness.observeAgain();
  expect(harness.names()).toContain('n0.example.com A');
  expect(harness.names()).toContain('new.example.com A');

  harness.clock.advance(400_000);
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names()).not.toContain('n0.example.com A');
});

test('the Lease is taken only by a run that deletes, outlives the function, and is free afterwards', async () => {
  const harness = await createNames(2);
  await harness.sweep();
  expect((await harness.request('GET', `${LEASES}/sluice-dns-sync`)).status).toBe(404);
  await harness.destroy('n0');
  await harness.sweep();
  expect((await harness.request('GET', `${LEASES}/sluice-dns-sync`)).status).toBe(404);

  await harness.observeAgain();

  const lease = JSON.parse((await harness.request('GET', `${LEASES}/sluice-dns-sync`)).body);
  expect(lease.spec.holderIdentity).toBe('');
  const history = JSON.parse(lease.metadata.annotations['sluice/dns-deletions']);
  expect(Object.keys(history[ZONE])).toEqual(['n0.example.com']);
});

test('policies upsert-only and create-only delete nothing', async () => {
  for (const policy of ['upsert-only', 'create-only'] as const) {
    const harness = await createNames(2, { config: { policy } });
    await harness.destroy('n0');
    await harness.setStatus('n1', [{ ip: '198.51.100.1' }]);

    await harness.sweep();
    await harness.observeAgain();

    expect(harness.names()).toContain('n0.example.com A');
    const changed = harness.sets().some((set) => set.values?.includes('198.51.100.1') === true);
    expect(changed).toBe(policy === 'upsert-only');
  }
});

async function createService(harness: Awaited<ReturnType<typeof createNames>>, name: string) {
  const path = '/api/v1/namespaces/default/services';
  const made = await harness.request('POST', path, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'external-dns.kubernetes.io/hostname': `${name}.example.com` },
    },
    spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
  });
  expect(made.status).toBe(201);
  const status = { loadBalancer: { ingress: [{ ip: '203.0.113.5' }] } };
  expect((await harness.request('PATCH', `${path}/${name}/status`, { status })).status).toBe(200);
}
