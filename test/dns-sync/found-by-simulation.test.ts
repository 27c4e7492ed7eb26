import { expect, test } from 'vitest';
import { createHarness, ingress } from './harness.ts';

/** Shrunk cases of test/simulation: each was a schedule that broke an invariant. */

test('a run that listed the cluster before a target changed does not put the old target back (I3)', async () => {
  let harness: ReturnType<typeof createHarness> | undefined;
  let armed = false;
  harness = createHarness({
    wrapZones: (zones) => ({
      ...zones,
      listRecordSets: async (zoneId, start, maxItems) => {
        if (armed && harness !== undefined) {
          armed = false;
          await harness.setStatus('web', [{ ip: '192.0.2.2' }]);
          await harness.hint('Ingress', 'web');
        }
        return zones.listRecordSets(zoneId, start, maxItems);
      },
    }),
  });
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));
  await harness.sweep();
  armed = true;

  await harness.sweep();

  expect(harness.sets().find((set) => set.type === 'A')?.values).toEqual(['192.0.2.2']);
});

test('an object whose CNAME cannot stand beside the weighted address of another stops only itself (I5)', async () => {
  const harness = createHarness();
  const weighted = (id: string) => ({
    'external-dns.kubernetes.io/set-identifier': id,
    'external-dns.kubernetes.io/aws-weight': '10',
  });
  const hosts = ['shared.example.com'];
  await harness.create(
    ingress('blue', { hosts, annotations: weighted('blue'), status: [{ ip: '192.0.2.1' }] }),
  );
  await harness.create(
    ingress('green', {
      hosts,
      annotations: weighted('green'),
      status: [{ hostname: 'lb.elsewhere.net' }],
    }),
  );

  await harness.sweep();
  await harness.setStatus('blue', [{ ip: '192.0.2.2' }]);
  await harness.sweep();

  expect(harness.sets().find((set) => set.type === 'A')?.values).toEqual(['192.0.2.2']);
  const events = harness.server.store.list('/events');
  expect(
    events.map((event) => [event['reason'], (event['involvedObject'] as { name: string }).name]),
  ).toEqual([['CnameConflict', 'green']]);
});

test('a simple record set and a weighted one of two objects: the one that is there is kept up to date (I5)', async () => {
  const harness = createHarness();
  const hosts = ['shared.example.com'];
  await harness.create(ingress('plain', { hosts, status: [{ ip: '192.0.2.1' }] }));
  await harness.sweep();
  const annotations = {
    'external-dns.kubernetes.io/set-identifier': 'blue',
    'external-dns.kubernetes.io/aws-weight': '10',
  };
  await harness.create(ingress('weighted', { hosts, annotations, status: [{ ip: '192.0.2.9' }] }));

  await harness.setStatus('plain', [{ ip: '192.0.2.2' }]);
  await harness.sweep();

  expect(harness.sets().flatMap((set) => (set.type === 'A' ? [set.values] : []))).toEqual([['192.0.2.2']]);
});

test('a CNAME is not created beside the marker of an address that another owner left', async () => {
  const harness = createHarness();
  harness.put({
    name: 'a-web.example.com',
    type: 'TXT',
    ttl: 300,
    values: ['"heritage=external-dns,external-dns/owner=somebody-else"'],
  });
  await harness.create(ingress('web', { status: [{ hostname: 'lb.elsewhere.net' }] }));

  await harness.sweep();

  expect(harness.names()).toEqual(['a-web.example.com TXT']);
});

test('a CNAME that is to come makes no deletion of a sibling faster than two observations (I6)', async () => {
  const harness = createHarness();
  const hosts = ['shared.example.com'];
  for (const id of ['blue', 'green']) {
    const annotations = {
      'external-dns.kubernetes.io/set-identifier': id,
      'external-dns.kubernetes.io/aws-weight': '10',
    };
    await harness.create(ingress(id, { hosts, annotations, status: [{ ip: '192.0.2.1' }] }));
  }
  await harness.sweep();
  await harness.setStatus('blue', [{ hostname: 'lb.elsewhere.net' }]);
  await harness.destroy('green');

  await harness.sweep();
  const waiting = harness.sets().filter(({ type }) => type === 'A').length;
  await harness.observeAgain();
  await harness.sweep();

  expect(waiting).toBe(2);
  expect(harness.sets().flatMap((set) => (set.type === 'TXT' ? [] : [set.type, set.setIdentifier]))).toEqual([
    'CNAME',
    'blue',
  ]);
});
