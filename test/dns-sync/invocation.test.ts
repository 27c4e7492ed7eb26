import { expect, test } from 'vitest';
import { createHarness, ingress, ZONE } from './harness.ts';

test('an API server that answers nothing hands every message back', async () => {
  const harness = createHarness({ fault: () => ({ status: 503, headers: {}, body: '{}' }) });

  expect(await harness.hint('Ingress', 'web')).toBe(1);
  expect(harness.counters.get('Failed')).toBe(1);
});

test('a zone that cannot be read now hands the message back, and the sweep is acknowledged', async () => {
  const harness = createHarness({
    wrapZones: (zones) => ({ ...zones, listRecordSets: () => zones.listRecordSets('ZGONE') }),
  });
  await harness.create(ingress('web'));

  const report = await harness.invoke({ action: 'resync' });

  expect(await harness.sweep()).toBe(0);
  expect(report.entries).toContainEqual(
    expect.objectContaining({ subject: ZONE, action: 'failed', reason: 'NoSuchHostedZone' }),
  );
  expect(harness.counters.get('ObservationIncomplete')).toBe(2);
});

test('settings that contradict each other are refused before the first event', () => {
  const start = () => createHarness({ config: { ownerId: 'a,b' } });
  expect(start).toThrow(/dns configuration refused: dns\.ownerId "a,b"/);
});

test('direct invokes: plan writes nothing and says what would be, resync of one object writes its names only', async () => {
  const harness = createHarness();
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));
  await harness.create(ingress('other', { status: [{ ip: '192.0.2.2' }] }));

  const plan = await harness.invoke({ action: 'plan' });
  expect(plan.entries.filter(({ action }) => action === 'created').map(({ subject }) => subject)).toEqual([
    'Z0EXAMPLE/other.example.com/A',
    'Z0EXAMPLE/web.example.com/A',
  ]);
  expect(harness.names()).toEqual([]);

  await harness.invoke({ action: 'resync', namespace: 'default', name: 'web' });
  expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
});
