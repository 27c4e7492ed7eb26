import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runSteps } from '../../../cli/handover/run-steps.ts';
import type { Step } from '../../../cli/handover/step.ts';
import { createHandoverWorld, namespace } from './world.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-handover-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const EXAMPLE = readFileSync(join(import.meta.dirname, '..', '..', '..', 'config', 'example.yaml'), 'utf8');
const MODE = { path: ['secrets', 'mode'], value: 'observe' } as const;

/** A step that sets a setting of the file, and one of the given states behind it. */
function stepsOver(file: string, behind: readonly Partial<Step>[] = []): () => Promise<readonly Step[]> {
  return async () => {
    const { mode } = (parse(readFileSync(file, 'utf8')) as Document).clusters[0].secrets;
    const first: Step =
      mode === 'observe'
        ? { subject: 'a', title: 'observe', state: 'done', how: [], rollback: [] }
        : { ...READY, change: { kind: 'configure', settings: [MODE] } };
    return [first, ...behind.map((step) => ({ ...READY, subject: 'b', ...step }))];
  };
}

interface Document {
  readonly clusters: readonly [{ readonly secrets: { readonly mode: string } }];
}
const READY: Step = { subject: 'a', title: 'observe', state: 'ready', how: [], rollback: [] };

function setUp(name: string) {
  const path = join(directory, name);
  writeFileSync(path, EXAMPLE);
  const told: string[] = [];
  const world = createHandoverWorld();
  const target = { cluster: world.cluster, configuration: { path, root: [] }, clusterName: 'eco2-dev' };
  let slept = 0;
  const surroundings = {
    told: (step: Step) => void told.push(step.subject),
    sleep: async (ms: number) => {
      slept += ms;
    },
  };
  return { path, told, world, target, surroundings, slept: () => slept };
}

it('makes what is to do, judges anew, and a second call finds nothing left', async () => {
  const { path, told, target, surroundings } = setUp('once.yaml');
  const judge = stepsOver(path);

  const outcome = await runSteps(judge, target, surroundings);

  expect(outcome).toMatchObject({ applied: [{ subject: 'a' }], steps: [{ state: 'done' }] });
  expect(readFileSync(path, 'utf8')).toBe(EXAMPLE.replace('mode: enforce', 'mode: observe'));
  expect((await runSteps(judge, target, surroundings)).applied).toEqual([]);
  expect(told).toEqual(['a']);
});

it.each(['yours', 'refused'] as const)('goes past no step that is %s', async (state) => {
  const { path, told, target, surroundings } = setUp(`${state}.yaml`);
  const judge = async () => [{ ...READY, subject: 'b', state }, ...(await stepsOver(path)())];

  expect((await runSteps(judge, target, surroundings)).applied).toEqual([]);
  expect(told).toEqual([]);
});

it('goes past one that others do not need', async () => {
  const { path, target, surroundings } = setUp('optional.yaml');
  const refused: Step = { ...READY, subject: 'b', state: 'refused', optional: true };
  const judge = async () => [refused, ...(await stepsOver(path)())];

  expect((await runSteps(judge, target, surroundings)).applied).toMatchObject([{ subject: 'a' }]);
});

it('waits for what is under way', async () => {
  const { path, target, surroundings, slept } = setUp('waits.yaml');
  const judge = async () => [
    { ...READY, subject: 'b', state: slept() < 3000 ? ('waits' as const) : ('done' as const) },
    ...(await stepsOver(path)()),
  ];

  expect((await runSteps(judge, target, surroundings)).applied).toMatchObject([{ subject: 'a' }]);
  expect(slept()).toBe(3000);
});

it('stops when something puts back what was changed', async () => {
  const { path, target, surroundings } = setUp('back.yaml');
  const judge = async () => {
    writeFileSync(path, EXAMPLE);
    return await stepsOver(path)();
  };

  await expect(runSteps(judge, target, surroundings)).rejects.toThrow('something puts it back');
});

it('a configuration that would not be accepted is not written', async () => {
  const { path, target, surroundings } = setUp('wrong.yaml');
  const settings = [{ path: ['secrets', 'mode'], value: 'maybe' }];
  const judge = async () => [{ ...READY, change: { kind: 'configure', settings } as const }];

  await expect(runSteps(judge, target, surroundings)).rejects.toThrow('mode');
  expect(readFileSync(path, 'utf8')).toBe(EXAMPLE);
});

it('a change that the API server refuses is told, and nothing behind it is done', async () => {
  const { path, target, surroundings, world } = setUp('refuses.yaml');
  await world.put(namespace('a'));
  const object = await world.get('/api/v1/namespaces/a');
  const stale = { ...object, metadata: { ...object.metadata, resourceVersion: '0' } };
  const type = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
  const judge = async () => [
    { ...READY, subject: 'b', change: { kind: 'delete', type, object: stale } as const },
    ...(await stepsOver(path)()),
  ];

  await expect(runSteps(judge, target, surroundings)).rejects.toThrow();
  expect(readFileSync(path, 'utf8')).toBe(EXAMPLE);
});
