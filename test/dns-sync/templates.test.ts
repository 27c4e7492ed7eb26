import { describe, expect, it } from 'vitest';
import { METRIC } from '../../lambdas/core/metrics.ts';
import { createHarness, ingress } from './harness.ts';

const BY_NAME = { fqdn: ['{{.Name}}.example.com'], fqdnTarget: [], combine: false };
const BY_FIRST_TLS_HOST = { fqdn: ['{{index (index .Spec.TLS 0).Hosts 0}}'], fqdnTarget: [], combine: false };

const bare = (name: string) => ingress(name, { hosts: [], status: [{ ip: '192.0.2.1' }] });

async function sweepTwice(harness: ReturnType<typeof createHarness>) {
  await harness.sweep();
  await harness.observeAgain();
}

describe('names from templates', () => {
  it('are written with markers, and stay when the template is the same', async () => {
    const harness = createHarness({ config: { templates: BY_NAME } });
    await harness.create(bare('web'));

    await harness.sweep();
    const written = harness.names();
    const { writes } = harness;
    const before = writes();
    await harness.sweep();

    expect(written).toEqual(['a-web.example.com TXT', 'web.example.com A']);
    expect(writes()).toBe(before);
  });

  it('are found by a narrow hint', async () => {
    const harness = createHarness({ config: { templates: BY_NAME } });
    await harness.create(bare('web'));

    await harness.hint('Ingress', 'web');

    expect(harness.names()).toContain('web.example.com A');
  });

  it('go with the object, and not before a second look', async () => {
    const harness = createHarness({ config: { templates: BY_NAME } });
    for (const name of ['web', 'api']) await harness.create(bare(name));
    await harness.sweep();
    await harness.destroy('web');

    await harness.sweep();
    expect(harness.names()).toContain('web.example.com A');
    await harness.observeAgain();

    expect(harness.names()).toEqual(['a-api.example.com TXT', 'api.example.com A']);
  });

  it('that cannot be told any more stop every deletion, and creations go on', async () => {
    const harness = createHarness({ config: { templates: BY_NAME } });
    for (const name of ['web', 'api', 'old']) await harness.create(bare(name));
    await harness.sweep();

    harness.setConfig({ templates: BY_FIRST_TLS_HOST });
    await harness.destroy('old');
    await harness.create(ingress('new', { status: [{ ip: '192.0.2.2' }] }));
    await sweepTwice(harness);

    expect(harness.names()).toEqual(
      ['api', 'new', 'old', 'web']
        .flatMap((name) => [`a-${name}.example.com TXT`, `${name}.example.com A`])
        .sort(),
    );
    expect(harness.counters.get(METRIC.observationIncomplete)).toBeGreaterThan(0);
  });

  it('of a template that cannot be parsed fail the run with the setting to change, and nothing is written', async () => {
    const harness = createHarness({ config: { templates: { ...BY_NAME, fqdn: ['{{.Name'] } } });
    await harness.create(ingress('web'));

    await expect(harness.invoke({ action: 'plan' })).rejects.toThrow(
      /dns configuration refused: dns\.fqdnTemplates\[0\] "\{\{\.Name": template: endpoint:1/,
    );
    expect(harness.names()).toEqual([]);
  });
});
