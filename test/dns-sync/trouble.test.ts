import { expect, test } from 'vitest';
import { createHarness, ingress } from './harness.ts';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const FORBIDDEN = {
  status: 403,
  headers: {},
  body: JSON.stringify({ kind: 'Status', reason: 'Forbidden', code: 403, message: 'no' }),
};

async function createTwo(options: Parameters<typeof createHarness>[0]) {
  const harness = createHarness(options);
  await harness.create(ingress('a', { status: [{ ip: '192.0.2.1' }] }));
  await harness.create(ingress('b', { status: [{ ip: '192.0.2.2' }] }));
  await harness.sweep();
  return harness;
}

test('a Lease that cannot be read keeps every record: what went in the last hour is not known', async () => {
  const harness = await createTwo({ fault: ({ path }) => (path.startsWith(LEASES) ? FORBIDDEN : undefined) });
  await harness.destroy('a');

  await harness.sweep();
  expect(harness.queue.bodies()).toEqual([]);
  const { entries } = await harness.invoke({ action: 'resync' });

  expect(harness.names()).toContain('a.example.com A');
  expect(entries).toContainEqual(expect.objectContaining({ reason: 'HistoryUnread', action: 'skipped' }));
});

test('a Lease that cannot be taken keeps the records, and the rest is written', async () => {
  const harness = await createTwo({
    fault: ({ method, path }) => (method === 'POST' && path.startsWith(LEASES) ? FORBIDDEN : undefined),
  });
  await harness.destroy('a');
  await harness.create(ingress('new', { status: [{ ip: '192.0.2.3' }] }));
  await harness.sweep();

  await harness.observeAgain();

  expect(harness.names()).toContain('a.example.com A');
  expect(harness.names()).toContain('new.example.com A');
});

test('without permission for Events a refusal costs one try, and nothing else fails', async () => {
  let tries = 0;
  const harness = await createTwo({
    fault: ({ method, path }) => {
      if (method !== 'POST' || !path.includes('/events')) return undefined;
      tries += 1;
      return FORBIDDEN;
    },
  });
  await harness.create(ingress('apex', { hosts: ['example.com'] }));

  await harness.sweep();
  await harness.sweep();

  expect(tries).toBe(1);
});

test('a change whose status cannot be read is written all the same', async () => {
  const harness = await createTwo({
    wrapZones: (zones) => ({ ...zones, changeStatus: () => zones.changeStatus('unknown') }),
  });
  expect(harness.names()).toHaveLength(4);
});

test('a change that stays PENDING is reported at the end of its polls', async () => {
  const harness = createHarness({ insyncAfterMs: 10 * 60_000 });
  await harness.create(ingress('a', { status: [{ ip: '192.0.2.1' }] }));

  const { entries } = await harness.invoke({ action: 'resync' });

  expect(entries).toContainEqual(expect.objectContaining({ action: 'pending', reason: 'NotInSync' }));
});
