import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { invokeFunction } from '../../cli/lambda-invoke.ts';
import { runCli } from '../../cli/main.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { startWorld, type World } from '../e2e/world.ts';

/** `sluice doctor` against everything deployed: green, and each link broken once. */
let world: World;
let cluster: ClusterConfiguration | undefined;

beforeAll(async () => {
  world = await startWorld(undefined, {
    configure: (configured) => {
      cluster = configured;
      return configured;
    },
  });
  await world.administrator.apply(readManifest('secrets'));
}, 240_000);
afterAll(async () => await world.sandbox.close());
beforeEach(() => {
  const { accessKeyId, secretAccessKey } = world.sandbox.aws.credentials.administrator;
  vi.stubEnv('KUBECONFIG', world.sandbox.kubeconfigPath);
  vi.stubEnv('AWS_ENDPOINT_URL', world.sandbox.endpoints.aws);
  vi.stubEnv('AWS_REGION', world.sandbox.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  return () => void vi.unstubAllEnvs();
});

async function doctor(...args: readonly string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runCli(['doctor', ...args], {
    loadConfiguration: () => ({ clusters: cluster === undefined ? [] : [cluster] }),
    invoke: invokeFunction,
    write: (text) => {
      out += text;
    },
  });
  return { code, out };
}

test('a deployment that works is green', async () => {
  const { code, out } = await doctor();

  process.stdout.write(out);
  expect(code).toBe(0);
  expect(out).not.toMatch(/^(failed|not checked)/m);
});
