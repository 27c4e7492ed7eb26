import { expect, test } from 'vitest';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { createHarness, type HarnessOptions, ingress, ZONE } from './harness.ts';

type Fault = (action: string, params: Readonly<Record<string, unknown>>) => AwsServiceError | undefined;

async function createNames(names: readonly string[], options: HarnessOptions = {}) {
  const harness = createHarness(options);
  for (const name of names) await harness.create(ingress(name, { status: [{ ip: '192.0.2.1' }] }));
  return harness;
}

function batchSizes(harness: ReturnType<typeof createHarness>): readonly number[] {
  return harness.zones.calls
    .filter(({ action }) => action === 'ChangeResourceRecordSets')
    .map(({ params }) => (params['ChangeBatch'] as { readonly Changes: readonly unknown[] }).Changes.length);
}

/** Refuses the first `times` change batches with `code`. */
function refuseChanges(code: string, times: number): Fault {
  let left = times;
  return (action) => {
    if (action !== 'ChangeResourceRecordSets' || left === 0) return undefined;
    left -= 1;
    return new AwsServiceError(code, 'Rate exceeded', 400);
  };
}

test('a throttled batch waits and is sent again whole: it is never split', async () => {
  for (const code of ['Throttling', 'PriorRequestNotComplete']) {
    const harness = await createNames(['a', 'b', 'c']);
    harness.zones.model.hooks.intercept = refuseChanges(code, 2);
    const start = harness.clock.now();

    await harness.sweep();

    expect(batchSizes(harness)).toEqual([6, 6, 6]);
    expect(harness.names()).toHaveLength(6);
    expect(harness.clock.now() - start).toBeGreaterThanOrEqual(3_000);
    expect(harness.counters.get('Throttled')).toBe(2);
  }
});

test('throttling that does not end hands the message back and leaves nothing half done', async () => {
  const harness = await createNames(['a']);
  harness.zones.model.hooks.intercept = refuseChanges('Throttling', 100);

  expect(await harness.hint('Ingress', 'a', 'CREATE')).toBe(1);
  expect(batchSizes(harness)).toHaveLength(5);
  expect(harness.names()).toEqual([]);

  harness.zones.model.hooks.intercept = undefined;
  expect(await harness.hint('Ingress', 'a', 'CREATE')).toBe(0);
  expect(harness.names()).toHaveLength(2);
});

test('one bad name among fifteen good ones is found by halving, and the good ones are written', async () => {
  const good = Array.from({ length: 15 }, (_, index) => `n${String(index).padStart(2, '0')}`);
  const harness = await createNames(good);
  // A foreign MX under the name, which no CNAME may stand beside: only Route 53 sees it.
  await harness.create(ingress('bad', { status: [{ hostname: 'lb.provider.net' }] }));
  harness.put({ name: 'bad.example.com.', type: 'MX', ttl: 300, values: ['10 mail.example.com'] });

  await harness.sweep();

  expect(harness.names().filter((name) => name.endsWith(' A'))).toHaveLength(15);
  expect(harness.names()).not.toContain('bad.example.com CNAME');
  expect(batchSizes(harness).length).toBeLessThanOrEqual(9);
  const before = harness.writes();
  const report = await harness.invoke({ action: 'resync' });
  expect(harness.writes()).toBe(before + 1);
  expect(report.entries).toContainEqual(
    expect.objectContaining({
      subject: `${ZONE}/bad.example.com`,
      action: 'failed',
      reason: 'ChangeRefused',
    }),
  );
});

test('a protected record set is reported, left alone, and takes no other name with it', async () => {
  const harness = await createNames(['a', 'b', 'c', 'd']);
  await harness.sweep();
  harness.zones.model.state.zones.get(ZONE)?.protected.add('b.example.com. A');
  for (const name of ['a', 'b', 'c', 'd']) await harness.setStatus(name, [{ ip: '198.51.100.7' }]);

  const report = await harness.invoke({ action: 'resync' });

  expect(report.entries).toContainEqual(
    expect.objectContaining({
      subject: `${ZONE}/b.example.com`,
      action: 'refused',
      reason: 'ProtectedRecordSet',
    }),
  );
  const changed = harness.sets().filter((set) => set.values?.[0] === '198.51.100.7');
  expect(changed.map((set) => set.name)).toEqual(['a.example.com.', 'c.example.com.', 'd.example.com.']);
  expect(batchSizes(harness)).toEqual([8, 8, 6]);
});

test('batches keep to the limits, with a name and its markers together', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `n${index}`);
  const harness = await createNames(names, {
    config: { batch: { changes: 5, characters: 32_000, values: 1000 } },
  });

  await harness.sweep();

  expect(batchSizes(harness)).toEqual([4, 4, 4, 2]);
  expect(harness.names()).toHaveLength(14);
});

test('a name that fits no batch is refused by name, and the others are written', async () => {
  const harness = await createNames(['small'], {
    config: { batch: { changes: 1000, characters: 300, values: 1000 } },
  });
  const status = Array.from({ length: 40 }, (_, index) => ({ ip: `192.0.2.${index}` }));
  await harness.create(ingress('large', { status }));

  const report = await harness.invoke({ action: 'resync' });

  expect(report.entries).toContainEqual(
    expect.objectContaining({
      subject: `${ZONE}/large.example.com`,
      action: 'refused',
      reason: 'GroupTooLarge',
    }),
  );
  expect(harness.names()).toEqual(['a-small.example.com TXT', 'small.example.com A']);
});

test('a record changed by hand between reading and writing is not overwritten blindly', async () => {
  const harness = await createNames(['a']);
  await harness.sweep();
  await harness.setStatus('a', [{ ip: '198.51.100.7' }]);
  let edited = false;
  harness.zones.model.hooks.intercept = (action) => {
    if (action === 'ChangeResourceRecordSets' && !edited) {
      edited = true;
      harness.put({ name: 'a.example.com.', type: 'A', ttl: 60, values: ['203.0.113.9'] });
    }
    return undefined;
  };

  const report = await harness.invoke({ action: 'resync' });
  expect(harness.sets()[1]?.values).toEqual(['203.0.113.9']);
  expect(report.entries).toContainEqual(
    expect.objectContaining({ action: 'skipped', reason: 'ChangedMeanwhile' }),
  );

  await harness.sweep();
  expect(harness.sets()[1]?.values).toEqual(['198.51.100.7']);
});
