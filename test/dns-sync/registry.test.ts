import { expect, test } from 'vitest';
import type { DnsSyncConfig } from '../../lambdas/core/dns/config.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { dnsConfig } from './config-fixture.ts';
import { ALB, createHarness, ingress, ZONE } from './harness.ts';

const DUALSTACK = { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' };

function compat(version: DnsSyncConfig['txt']['compat'], aaaa: DnsSyncConfig['aaaa'] = 'always') {
  return { txt: { ...dnsConfig().txt, compat: version }, aaaa };
}

function alias(name: string, type: 'A' | 'AAAA'): RecordSet {
  const target = { dnsName: ALB, hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: true };
  return { name: `${name}.example.com.`, type, alias: target };
}

function marker(name: string, labels: string, ttl = 300): RecordSet {
  return { name: `${name}.example.com.`, type: 'TXT', ttl, values: [`"heritage=external-dns,${labels}"`] };
}

const OURS = 'external-dns/owner=golden,external-dns/resource=ingress/default/web';
const THEIRS = 'external-dns/owner=cluster-b,external-dns/resource=ingress/x/y';

test('a zone as 0.14 left it is taken over without one write under compat 0.14', async () => {
  const harness = createHarness({ config: compat('0.14', 'dualstack-only') });
  for (const set of [alias('web', 'A'), marker('web', OURS), marker('cname-web', OURS)]) harness.put(set);
  await harness.create(ingress('web'));

  await harness.sweep();

  expect(harness.writes()).toBe(0);
});

test('under compat 0.14 a new name carries the markers 0.14 reads, and a change keeps them both', async () => {
  const harness = createHarness({ config: compat('0.14', 'dualstack-only') });
  await harness.create(ingress('web'));
  await harness.sweep();
  expect(harness.names()).toEqual(['cname-web.example.com TXT', 'web.example.com A', 'web.example.com TXT']);

  await harness.setStatus('web', [{ hostname: 'k8s-new-9.us-east-1.elb.amazonaws.com' }]);
  await harness.sweep();
  expect(harness.names()).toEqual(['cname-web.example.com TXT', 'web.example.com A', 'web.example.com TXT']);
});

test('under compat 0.14 an AAAA alias has no marker of its own but the dualstack label on the A, and goes with it', async () => {
  const harness = createHarness({ config: compat('0.14', 'dualstack-only') });
  await harness.create(ingress('web', { annotations: DUALSTACK }));
  await harness.create(ingress('other'));
  await harness.sweep();

  expect(harness.names()).toContain('web.example.com AAAA');
  expect(harness.names()).not.toContain('aaaa-web.example.com TXT');
  const values = harness.sets().find((set) => set.name === 'cname-web.example.com.')?.values;
  expect(values?.[0]).toContain('external-dns/dualstack=true');
  const writes = harness.writes();
  await harness.sweep();
  expect(harness.writes()).toBe(writes);

  await harness.destroy('web');
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names().filter((name) => name.includes('web'))).toEqual([]);
});

test('under compat 0.16-0.21 a new alias is marked as cname- and aaaa-, and as 0.17 would delete it', async () => {
  const harness = createHarness({ config: compat('0.16-0.21') });
  await harness.create(ingress('web'));

  await harness.sweep();

  expect(harness.names().filter((name) => name.endsWith('TXT'))).toEqual([
    'aaaa-web.example.com TXT',
    'cname-web.example.com TXT',
    'web.example.com TXT',
  ]);
});

test('under compat 0.16-0.21 a record of 0.18, which has no type-less marker, gets none, also when it changes', async () => {
  const harness = createHarness({ config: compat('0.16-0.21') });
  const sets = [alias('web', 'A'), alias('web', 'AAAA'), marker('cname-web', OURS), marker('aaaa-web', OURS)];
  for (const set of sets) harness.put(set);
  await harness.create(ingress('web'));
  await harness.sweep();
  expect(harness.writes()).toBe(0);

  await harness.setStatus('web', [{ hostname: 'k8s-new-9.us-east-1.elb.amazonaws.com' }]);
  await harness.sweep();
  expect(harness.writes()).toBe(1);
  expect(harness.names()).not.toContain('web.example.com TXT');
});

test('under compat 0.16-0.21 a type-less marker of 0.17 stays, and goes with its record', async () => {
  const harness = createHarness({ config: compat('0.16-0.21', 'never') });
  for (const set of [alias('web', 'A'), marker('web', OURS), marker('cname-web', OURS)]) harness.put(set);
  await harness.create(ingress('web'));
  await harness.create(ingress('other'));
  await harness.sweep();
  await harness.setStatus('web', [{ hostname: 'k8s-new-9.us-east-1.elb.amazonaws.com' }]);
  await harness.sweep();
  expect(harness.names()).toContain('web.example.com TXT');

  await harness.destroy('web');
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names().filter((name) => name.includes('web'))).toEqual([]);
});

test('under compat 0.16-0.21 a TXT of somebody at the name itself is left alone and stops nothing', async () => {
  const harness = createHarness({ config: compat('0.16-0.21', 'never') });
  harness.put({ name: 'web.example.com.', type: 'TXT', ttl: 60, values: ['"v=spf1 -all"'] });
  await harness.create(ingress('web'));
  await harness.sweep();

  expect(harness.names()).toEqual(['cname-web.example.com TXT', 'web.example.com A', 'web.example.com TXT']);
  expect(harness.sets().find(({ name, type }) => name === 'web.example.com.' && type === 'TXT')?.ttl).toBe(
    60,
  );
});

test('under compat 0.22 an old zone gets a- markers, keeps its old ones, and loses all of them with the record', async () => {
  const harness = createHarness({ config: compat('0.22') });
  for (const set of [alias('web', 'A'), marker('web', OURS), marker('cname-web', OURS)]) harness.put(set);
  await harness.create(ingress('web'));
  await harness.create(ingress('other'));
  await harness.sweep();
  expect(harness.names().filter((name) => name.includes('web'))).toEqual([
    'a-web.example.com TXT',
    'aaaa-web.example.com TXT',
    'cname-web.example.com TXT',
    'web.example.com A',
    'web.example.com AAAA',
    'web.example.com TXT',
  ]);

  await harness.destroy('web');
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names().filter((name) => name.includes('web'))).toEqual([]);
});

test('a name whose host was gone before the takeover is deleted by the markers that are there', async () => {
  const harness = createHarness();
  for (const set of [alias('web', 'A'), marker('web', OURS), marker('cname-web', OURS, 60)]) harness.put(set);
  await harness.create(ingress('other'));
  await harness.sweep();

  await harness.observeAgain();

  expect(harness.names().filter((name) => name.includes('web'))).toEqual([]);
});

test('a record of another owner, another cluster or nobody is never touched, and the object is told', async () => {
  const otherCluster = `${OURS},external-dns/sluice-cluster=prod`;
  for (const [labels, reason] of [
    [THEIRS, 'ForeignOwner'],
    [otherCluster, 'ForeignOwner'],
    [undefined, 'UnownedRecord'],
  ] as const) {
    const harness = createHarness();
    harness.put({ name: 'web.example.com.', type: 'A', ttl: 300, values: ['198.51.100.1'] });
    if (labels !== undefined) harness.put(marker('a-web', labels));
    const before = harness.sets();
    await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));

    const report = await harness.invoke({ action: 'resync' });
    await harness.destroy('web');
    await harness.sweep();
    await harness.observeAgain();

    expect(harness.sets()).toEqual(before);
    expect(report.entries).toContainEqual(
      expect.objectContaining({ subject: 'Ingress/default/web', action: 'refused', reason }),
    );
  }
});

test('nothing is created beside a marker of another owner, whatever its shape', async () => {
  for (const name of ['a-web', 'cname-web', 'web']) {
    const harness = createHarness();
    harness.put(marker(name, THEIRS));
    await harness.create(ingress('web'));

    const report = await harness.invoke({ action: 'resync' });

    expect(harness.names().filter((found) => found === 'web.example.com A')).toEqual([]);
    expect(report.entries).toContainEqual(expect.objectContaining({ reason: 'ForeignMarker' }));
  }
});

test('a marker of ours without its record is used again', async () => {
  const harness = createHarness();
  harness.put(marker('a-web', OURS));
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));

  await harness.sweep();

  expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
});

test('an apex name without a fitting prefix is refused with the prefix to set', async () => {
  const harness = createHarness();
  await harness.create(ingress('web', { hosts: ['example.com'] }));

  const report = await harness.invoke({ action: 'resync' });

  expect(harness.names()).toEqual([]);
  const entry = report.entries.find(({ reason }) => reason === 'MarkerOutsideZone');
  expect(entry?.message).toContain('_edns.%{record_type}.');
  harness.setConfig({ txt: { ...dnsConfig().txt, prefix: '_edns.%{record_type}.' } });
  await harness.sweep();
  expect(harness.names()).toContain('_edns.a.example.com TXT');
});

test('an old type-less marker of a-web is not taken for the marker of a foreign web', async () => {
  const harness = createHarness();
  harness.put({ name: 'web.example.com.', type: 'A', ttl: 300, values: ['198.51.100.1'] });
  harness.put({ name: 'a-web.example.com.', type: 'A', ttl: 300, values: ['192.0.2.1'] });
  harness.put(marker('a-web', OURS));
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.7' }] }));
  const before = harness.sets();

  const report = await harness.invoke({ action: 'resync' });
  await harness.destroy('web');
  await harness.sweep();
  await harness.observeAgain();

  expect(harness.sets()).toEqual(before);
  expect(report.entries).toContainEqual(expect.objectContaining({ reason: 'AmbiguousMarker' }));
});

test('hosts web and a-web live side by side', async () => {
  const harness = createHarness();
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));
  await harness.create(ingress('a-web', { status: [{ ip: '192.0.2.2' }] }));
  await harness.sweep();
  for (const name of ['web', 'a-web']) await harness.setStatus(name, [{ ip: '192.0.2.9' }]);

  await harness.sweep();

  const addresses = harness.sets().filter((set) => set.type === 'A');
  expect(addresses.map((set) => set.values)).toEqual([['192.0.2.9'], ['192.0.2.9']]);
});

test('an owner that is migrated from is taken over by name, and never deleted from', async () => {
  const harness = createHarness({ config: { txt: { ...dnsConfig().txt, migrateFromOwner: 'cluster-b' } } });
  for (const name of ['web', 'gone']) {
    harness.put({ name: `${name}.example.com.`, type: 'A', ttl: 300, values: ['192.0.2.1'] });
    harness.put(marker(`a-${name}`, THEIRS));
  }
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));

  await harness.sweep();
  await harness.observeAgain();
  await harness.sweep();

  expect(harness.names()).toContain('gone.example.com A');
  const value = harness.sets().find((set) => set.name === 'a-web.example.com.')?.values?.[0];
  expect(value).toContain('external-dns/owner=golden');
  expect(harness.writes()).toBe(1);
});

test('encrypted markers are written, read back, changed and deleted', async () => {
  const encryptKey = '0123456789abcdef0123456789abcdef';
  const harness = createHarness({ config: { txt: { ...dnsConfig().txt, encryptKey } } });
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));
  await harness.create(ingress('other', { status: [{ ip: '192.0.2.2' }] }));
  await harness.sweep();
  expect(harness.sets().find((set) => set.type === 'TXT')?.values?.[0]).not.toContain('heritage');
  const writes = harness.writes();
  await harness.sweep();
  expect(harness.writes()).toBe(writes);

  await harness.destroy('web');
  await harness.sweep();
  await harness.observeAgain();
  expect(harness.names()).toEqual(['a-other.example.com TXT', 'other.example.com A']);
});

test('of two objects the one named by the marker keeps the name, and the loser is told', async () => {
  const harness = createHarness();
  await harness.create(
    ingress('first', { hosts: ['web.example.com'], status: [{ hostname: 'z.provider.net' }] }),
  );
  await harness.sweep();
  await harness.create(
    ingress('second', { hosts: ['web.example.com'], status: [{ hostname: 'a.provider.net' }] }),
  );

  const report = await harness.invoke({ action: 'resync' });

  expect(harness.sets().find((set) => set.type === 'CNAME')?.values).toEqual(['z.provider.net']);
  expect(report.entries).toContainEqual(
    expect.objectContaining({ subject: 'Ingress/default/second', reason: 'NameConflict' }),
  );
});

test('each zone is kept by itself: a record missing in the private one of two is healed', async () => {
  const harness = createHarness({
    zones: [
      { id: ZONE, name: 'example.com' },
      { id: 'ZPRIVATE', name: 'example.com', private: true },
    ],
  });
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));
  await harness.sweep();
  harness.remove({ name: 'web.example.com.', type: 'A', ttl: 300, values: ['192.0.2.1'] }, 'ZPRIVATE');

  await harness.sweep();

  expect(harness.names('ZPRIVATE')).toEqual(['a-web.example.com TXT', 'web.example.com A']);
});

test('a refusal becomes an Event of the object, once', async () => {
  const harness = createHarness();
  harness.put({ name: 'web.example.com.', type: 'A', ttl: 300, values: ['198.51.100.1'] });
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));

  await harness.sweep();
  await harness.sweep();

  const { body } = await harness.request('GET', '/api/v1/namespaces/default/events');
  expect(JSON.parse(body).items).toEqual([
    expect.objectContaining({
      reason: 'UnownedRecord',
      type: 'Warning',
      source: { component: 'sluice-dns-sync' },
    }),
  ]);
});
