import { describe, expect, it, test } from 'vitest';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { dnsConfig } from './config-fixture.ts';
import { ALB, createHarness, ingress } from './harness.ts';

const ADOPT = { adopt: ['Web.example.com.'] };
const MANUAL: RecordSet = { name: 'web.example.com.', type: 'A', ttl: 60, values: ['192.0.2.1'] };
const onAddress = (ip: string) => ingress('web', { status: [{ ip }] });

function marker(name: string, owner: string): RecordSet {
  const values = [`"heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/x/y"`];
  return { name: `${name}.example.com.`, type: 'TXT', ttl: 300, values };
}

describe('a record set without a marker', () => {
  it('is left alone, and the object is told how to take it over', async () => {
    const harness = createHarness();
    harness.put(MANUAL);
    await harness.create(onAddress('192.0.2.9'));

    const { entries } = await harness.invoke({ action: 'resync' });

    expect(harness.sets()).toMatchObject([MANUAL]);
    expect(entries).toContainEqual(
      expect.objectContaining({
        reason: 'UnownedRecord',
        message: expect.stringContaining('name it in dns.adopt'),
      }),
    );
  });

  it('that is named is shown as adopted by the plan, then marked, and nothing a resolver sees changes', async () => {
    const harness = createHarness({ config: ADOPT });
    harness.put(MANUAL);
    await harness.create(onAddress('192.0.2.1'));

    const preview = await harness.invoke({ action: 'plan' });
    const before = harness.writes();
    await harness.sweep();

    expect(preview.entries.filter(({ action }) => action !== 'unchanged')).toMatchObject([
      { subject: 'Z0EXAMPLE/web.example.com/A', action: 'updated', reason: 'Adopted', dryRun: true },
    ]);
    expect(before).toBe(0);
    expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
    expect(harness.sets().find(({ type }) => type === 'A')).toMatchObject(MANUAL);
    await harness.sweep();
    expect(harness.writes()).toBe(1);
  });

  it('that is named follows its object from then on, the missing one of a pair included', async () => {
    const harness = createHarness({ config: ADOPT });
    harness.put(MANUAL);
    await harness.create(ingress('web', { status: [{ hostname: ALB }] }));

    await harness.sweep();

    expect(harness.names().filter((name) => !name.endsWith('TXT'))).toEqual([
      'web.example.com A',
      'web.example.com AAAA',
    ]);
    expect(harness.sets().find(({ type }) => type === 'A')?.alias).toBeDefined();
    const { writes } = harness;
    const before = writes();
    await harness.sweep();
    expect(writes()).toBe(before);
  });

  it('that is named and claimed by nobody stays', async () => {
    const harness = createHarness({ config: ADOPT });
    harness.put(MANUAL);
    await harness.create(ingress('other'));

    await harness.sweep();
    await harness.observeAgain();

    expect(harness.names()).toContain('web.example.com A');
    expect(harness.names()).not.toContain('a-web.example.com TXT');
  });

  it.each([
    ['beside a marker of another owner', marker('cname-web', 'somebody')],
    ['beside a TXT where its marker would be', { ...marker('a-web', 'x'), values: ['"v=spf1 -all"'] }],
  ])('is not adopted %s', async (_where, beside) => {
    const harness = createHarness({ config: ADOPT });
    for (const set of [MANUAL, beside]) harness.put(set);
    await harness.create(onAddress('192.0.2.9'));

    await harness.sweep();

    expect(harness.writes()).toBe(0);
  });

  it('is adopted by no policy that only creates', async () => {
    const harness = createHarness({ config: { ...ADOPT, policy: 'create-only' } });
    harness.put(MANUAL);
    await harness.create(onAddress('192.0.2.9'));

    await harness.sweep();

    expect(harness.writes()).toBe(0);
  });
});

test('a record of another owner is not adopted by its name', async () => {
  const harness = createHarness({ config: ADOPT });
  for (const set of [MANUAL, marker('a-web', 'somebody')]) harness.put(set);
  await harness.create(onAddress('192.0.2.9'));

  await harness.sweep();

  expect(harness.writes()).toBe(0);
});

test('the plan shows which records change their owner, and a migration deletes none', async () => {
  const harness = createHarness({ config: { txt: { ...dnsConfig().txt, migrateFromOwner: 'old' } } });
  for (const name of ['web', 'gone']) {
    harness.put({ ...MANUAL, name: `${name}.example.com.` });
    harness.put(marker(`a-${name}`, 'old'));
  }
  await harness.create(onAddress('192.0.2.1'));

  const preview = await harness.invoke({ action: 'plan' });
  await harness.sweep();
  await harness.observeAgain();

  expect(preview.entries.filter(({ action }) => action === 'updated' || action === 'deleted')).toMatchObject([
    { subject: 'Z0EXAMPLE/web.example.com/A', action: 'updated', reason: 'OwnerMigrated', dryRun: true },
  ]);
  expect(harness.names()).toContain('gone.example.com A');
});
