import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleCluster, exampleNotifier } from './example-cluster.ts';
import { resourcesOf, type SynthesizedClusters, synthesizeClusters } from './synthesized.ts';

const OPERATIONS = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
let synthesized: SynthesizedClusters;

beforeAll(async () => {
  synthesized = await synthesizeClusters([exampleCluster({ notifier: exampleNotifier() })], {
    checks: false,
  });
}, 60_000);
afterAll(() => synthesized.remove());

it('every alarm has its cause, first command and fix in docs/operations.md, and nothing else has', () => {
  const [template] = synthesized.templates;
  const alarms = template === undefined ? [] : resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const ids = alarms.map(([, { Properties }]) => String(Properties['AlarmName']).split('-').at(-1));

  const sections = OPERATIONS.split(/^## /m).slice(1);
  expect(sections.map((section) => section.split('\n')[0]).sort()).toEqual([...new Set(ids)].sort());
  for (const section of sections) {
    expect(section).toMatch(/\*\*Cause\.\*\*[\s\S]+\*\*First command\.\*\* `[\s\S]+\*\*Fix\.\*\*/);
  }
});
