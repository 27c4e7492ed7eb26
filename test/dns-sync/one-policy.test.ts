import { describe, expect, it, test } from 'vitest';
import { createHarness, ingress } from './harness.ts';

const GA = 'external-dns.kubernetes.io/';

function routed(
  name: string,
  setIdentifier: string,
  policy: Readonly<Record<string, string>>,
  ip = '192.0.2.1',
) {
  const annotations = Object.fromEntries(
    Object.entries({ 'set-identifier': setIdentifier, ...policy }).map(([key, value]) => [
      `${GA}${key}`,
      value,
    ]),
  );
  return ingress(name, { hosts: ['web.example.com'], annotations, status: [{ ip }] });
}

const WEIGHT = { 'aws-weight': '1' };
const REGION = { 'aws-region': 'us-east-1' };
const annotate = (values: Readonly<Record<string, string | null>>) => ({ metadata: { annotations: values } });
const TO_LATENCY = annotate({ [`${GA}aws-weight`]: null, [`${GA}aws-region`]: 'us-east-1' });

/** Set identifiers of the name's A sets with their policy. */
function policies(harness: ReturnType<typeof createHarness>) {
  return harness
    .sets()
    .filter(({ type }) => type === 'A')
    .map(({ setIdentifier, weight }) => `${setIdentifier} ${weight === undefined ? 'latency' : 'weighted'}`)
    .sort();
}

describe('sets of one name share one routing policy', () => {
  it('one that leaves its sibling stays as it is, is told, and is not tried again', async () => {
    const harness = createHarness();
    await harness.create(routed('x', 'x', WEIGHT));
    await harness.create(routed('y', 'y', WEIGHT, '192.0.2.2'));
    await harness.sweep();
    const before = harness.writes();

    await harness.patch('x', TO_LATENCY);
    const { entries } = await harness.invoke({ action: 'resync' });

    expect(policies(harness)).toEqual(['x weighted', 'y weighted']);
    expect(harness.writes()).toBe(before);
    expect(entries).toContainEqual(
      expect.objectContaining({
        subject: 'Ingress/default/x',
        reason: 'InvalidRouting',
        message:
          'web.example.com "x" has latency routing, and other A sets of the name have weighted: give all of them one policy',
      }),
    );
  });

  it('siblings that move together move in one batch', async () => {
    const harness = createHarness();
    await harness.create(routed('x', 'x', WEIGHT));
    await harness.create(routed('y', 'y', WEIGHT, '192.0.2.2'));
    await harness.sweep();
    const before = harness.writes();

    await harness.patch('x', TO_LATENCY);
    await harness.patch('y', annotate({ [`${GA}aws-weight`]: null, [`${GA}aws-region`]: 'eu-west-1' }));
    await harness.sweep();

    expect(policies(harness)).toEqual(['x latency', 'y latency']);
    expect(harness.writes()).toBe(before + 1);
  });

  it('of new ones the first set identifier decides, and the other types of the name are written', async () => {
    const harness = createHarness();
    await harness.create(routed('b', 'b', WEIGHT));
    await harness.create(routed('a', 'a', REGION, '192.0.2.2'));
    await harness.create(routed('c', 'c', WEIGHT, '2001:db8::1'));

    await harness.sweep();

    expect(policies(harness)).toEqual(['a latency']);
    expect(harness.names()).toContain('web.example.com AAAA');
  });

  it('a new one gives way to those of another owner', async () => {
    const harness = createHarness();
    const routing = { setIdentifier: 'theirs', weight: 1 };
    harness.put({ name: 'web.example.com.', type: 'A', ttl: 60, values: ['192.0.2.9'], ...routing });
    await harness.create(routed('a', 'a', REGION));

    await harness.sweep();

    expect(policies(harness)).toEqual(['theirs weighted']);
    expect(harness.zones.calls.filter(({ action }) => action === 'ChangeResourceRecordSets')).toEqual([]);
  });
});

test('an alias of a name that no zone of ours and no table knows is refused by name, without a call', async () => {
  const harness = createHarness();
  const annotations = { [`${GA}alias`]: 'true' };
  await harness.create(ingress('web', { annotations, status: [{ hostname: 'elsewhere.example.org' }] }));
  await harness.create(ingress('own', { annotations, status: [{ hostname: 'target.example.com' }] }));
  harness.put({ name: 'target.example.com.', type: 'A', ttl: 60, values: ['192.0.2.1'] });
  harness.put({ name: 'target.example.com.', type: 'AAAA', ttl: 60, values: ['2001:db8::1'] });

  const { entries } = await harness.invoke({ action: 'resync' });

  expect(entries).toContainEqual(
    expect.objectContaining({
      subject: 'Ingress/default/web',
      reason: 'InvalidTarget',
      message: expect.stringContaining('give aws-target-hosted-zone'),
    }),
  );
  expect(harness.names()).toContain('own.example.com A');
  expect(harness.names()).not.toContain('web.example.com A');
});
