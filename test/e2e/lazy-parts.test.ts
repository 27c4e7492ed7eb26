import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordNames } from '../../sandbox/narrative/record-observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import type { SynthesizedStack } from '../../sandbox/template/template.ts';
import { bundleFunctions } from '../../stack/bundle.ts';
import { measureBundle } from '../../stack/bundling/budget.ts';
import { startWorld, type World } from './world.ts';

const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };
const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name: 'auth' };
const LOAD_BALANCER = 'k8s-auth-auth-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';

let world: World | undefined;
afterAll(async () => await world?.sandbox.close());

/** Takes the files that are loaded on first use out of the deployed assets; gives how many there were. */
function removeFiles(stack: SynthesizedStack, names: ReadonlySet<string>): number {
  const paths = [...stack.assets.values()]
    .filter((directory) => !directory.endsWith('.json'))
    .flatMap((directory) => readdirSync(directory).map((name) => ({ name, path: join(directory, name) })))
    .filter(({ name }) => names.has(name));
  for (const { path } of paths) rmSync(path);
  return paths.length;
}

test('the main job of both functions opens none of the files that are loaded on first use', {
  timeout: 60_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-lazy-'));
  const bundles = await bundleFunctions(directory);
  rmSync(directory, { recursive: true, force: true });
  const lazy = new Set(Object.values(bundles).flatMap(({ metafile }) => measureBundle(metafile).lazyFiles));
  let removed = 0;
  world = await startWorld((stack) => {
    removed = removeFiles(stack, lazy);
    return stack;
  });

  await world.putParameter(PARAMETER, 'first');
  await world.administrator.apply([...readManifest('secrets'), ...readManifest('ingress')]);
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  await world.administrator.patch(INGRESS, { status }, 'status');
  await world.sweep();

  expect(removed).toBeGreaterThan(10);
  expect(await world.administrator.get(SECRET)).toBeDefined();
  expect(recordNames(world.sandbox, 'auth.dev.growbin.app')).toContain('auth.dev.growbin.app A');
  expect(world.problems).toEqual([]);
});
