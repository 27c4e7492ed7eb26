import { expect, test } from 'vitest';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { dnsConfig } from './config-fixture.ts';
import { createHarness, ingress } from './harness.ts';

/** Rules that no other test misses when they are switched off (npm run test:needed). */

const COMPAT_014 = { config: { txt: { ...dnsConfig().txt, compat: '0.14' as const } } };
const IP = { status: [{ ip: '192.0.2.7' }] };

function txt(name: string, value: string): RecordSet {
  return { name: `${name}.example.com.`, type: 'TXT', ttl: 300, values: [`"${value}"`] };
}

const marker = (name: string, owner: string) =>
  txt(name, `heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/default/web`);
const address = (name: string): RecordSet => ({
  name: `${name}.example.com.`,
  type: 'A',
  ttl: 300,
  values: ['198.51.100.1'],
});

test('a name is not created where its old type-less marker would be the foreign marker of another name', async () => {
  const harness = createHarness(COMPAT_014);
  for (const set of [address('web'), marker('a-web', 'cluster-b')]) harness.put(set);
  await harness.create(ingress('a-web', IP));

  const report = await harness.invoke({ action: 'resync' });

  expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
  expect(report.entries).toContainEqual(expect.objectContaining({ reason: 'ForeignMarker' }));
});

test('a TXT that is no marker stays where a marker would be, and the name is refused', async () => {
  const harness = createHarness();
  harness.put(txt('a-web', 'v=spf1 -all'));
  const before = harness.sets();
  await harness.create(ingress('web', IP));

  const report = await harness.invoke({ action: 'resync' });

  expect(harness.sets()).toEqual(before);
  expect(report.entries).toContainEqual(expect.objectContaining({ reason: 'MarkerNameTaken' }));
});

test('the only marker of one name does not become the old type-less marker of another', async () => {
  const harness = createHarness(COMPAT_014);
  for (const set of [address('web'), marker('a-web', 'golden')]) harness.put(set);
  await harness.create(ingress('web', { status: [{ ip: '198.51.100.1' }] }));
  await harness.create(ingress('a-web', IP));

  const report = await harness.invoke({ action: 'resync' });

  expect(harness.names()).not.toContain('a-web.example.com A');
  expect(report.entries).toContainEqual(expect.objectContaining({ reason: 'AmbiguousMarker' }));
});

test('a run whose time is up sends no batch, and hands its message back', async () => {
  const harness = createHarness({ remainingMs: () => 4_000 });
  await harness.create(ingress('web', IP));

  const handedBack = await harness.hint('Ingress', 'web');

  expect(harness.writes()).toBe(0);
  expect(handedBack).toBe(1);
});
