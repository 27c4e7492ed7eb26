import { describe, expect, it } from 'vitest';
import { createHarness, ingress } from './harness.ts';

const GA = 'external-dns.kubernetes.io/';
const WEIGHTED = { [`${GA}set-identifier`]: 'blue', [`${GA}aws-weight`]: '1' };
const LATENCY = {
  [`${GA}set-identifier`]: 'green',
  [`${GA}aws-region`]: 'us-east-1',
  [`${GA}aws-weight`]: null,
};

const kinds = (harness: ReturnType<typeof createHarness>) =>
  harness
    .sets()
    .filter(({ type }) => type !== 'TXT')
    .map(({ type, setIdentifier = '' }) => `${type} ${setIdentifier}`.trim());

describe('what one object had in place of what it wants now goes in the same batch', () => {
  it('a CNAME that becomes weighted addresses', async () => {
    const harness = createHarness();
    await harness.create(ingress('web', { status: [{ hostname: 'elsewhere.example.org' }] }));
    await harness.sweep();

    await harness.setStatus('web', [{ ip: '192.0.2.1' }]);
    await harness.patch('web', { metadata: { annotations: WEIGHTED } });
    await harness.sweep();

    expect(kinds(harness)).toEqual(['A blue']);
    expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
  });

  it('a set of another identifier and another policy', async () => {
    const harness = createHarness();
    await harness.create(ingress('web', { annotations: WEIGHTED, status: [{ ip: '192.0.2.1' }] }));
    await harness.sweep();
    const before = harness.writes();

    await harness.patch('web', { metadata: { annotations: LATENCY } });
    await harness.sweep();

    expect(kinds(harness)).toEqual(['A green']);
    expect(harness.writes()).toBe(before + 1);
  });

  it('while that of another object waits for its second observation, and the new one for it', async () => {
    const harness = createHarness();
    await harness.create(
      ingress('old', { hosts: ['web.example.com'], annotations: WEIGHTED, status: [{ ip: '192.0.2.1' }] }),
    );
    await harness.create(ingress('kept', { status: [{ ip: '192.0.2.2' }] }));
    await harness.sweep();
    await harness.destroy('old');
    const { [`${GA}aws-weight`]: _weight, ...annotations } = LATENCY;
    await harness.create(
      ingress('new', {
        hosts: ['web.example.com'],
        annotations: annotations as Record<string, string>,
        status: [{ ip: '192.0.2.3' }],
      }),
    );

    await harness.sweep();
    expect(kinds(harness)).toContain('A blue');
    await harness.observeAgain();
    await harness.sweep();

    expect(kinds(harness)).toContain('A green');
    expect(kinds(harness)).not.toContain('A blue');
  });
});

it('an alias that becomes an address, and the reverse, leaves no marker of its kind behind', async () => {
  const txt = { prefix: '', suffix: '', wildcardReplacement: '', compat: '0.14' } as const;
  const harness = createHarness({ config: { txt, aaaa: 'dualstack-only' } });
  await harness.create(ingress('web'));
  await harness.sweep();

  await harness.setStatus('web', [{ ip: '192.0.2.1' }]);
  await harness.sweep();
  const address = harness.names();
  await harness.setStatus('web', [{ hostname: 'k8s-web-1234567890.us-east-1.elb.amazonaws.com' }]);
  await harness.sweep();

  expect(address).toEqual(['a-web.example.com TXT', 'web.example.com A', 'web.example.com TXT']);
  expect(harness.names()).toEqual(['cname-web.example.com TXT', 'web.example.com A', 'web.example.com TXT']);
});
