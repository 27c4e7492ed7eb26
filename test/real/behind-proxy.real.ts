import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOAD_BALANCER } from '../../sandbox/narrative/load-balancer.ts';
import { recordNames } from '../../sandbox/narrative/record-observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { startWorld, type World } from '../e2e/world.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';

/** Both loops with an API server that is reached below the path of a proxy, as that of a fleet manager. */
const PATH = '/k8s/clusters/c-1';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };
const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name: 'auth' };

let world: World;
let proxy: FaultProxy;
const elsewhere: string[] = [];

beforeAll(async () => {
  world = await startWorld(undefined, {
    between: async ({ certificates, kubernetes, aws }) => {
      proxy = await startFaultProxy({
        upstream: () => kubernetes,
        ca: certificates.ca,
        certificate: certificates.issue(['127.0.0.1']),
        rewrite: (request) => {
          if (request.path.startsWith(`${PATH}/`))
            return { ...request, path: request.path.slice(PATH.length) };
          elsewhere.push(request.path);
          return { ...request, path: '/outside' };
        },
      });
      return { aws, kubernetes: `${proxy.url}${PATH}` };
    },
  });
});
afterAll(async () => {
  await world?.sandbox.close();
  await proxy?.close();
});

test('both loops run below the path of a proxy, and ask for nothing beside it', async () => {
  await world.putParameter('/eco2/dev/database/auth/postgres-password', 'first');
  await world.administrator.apply([...readManifest('secrets'), ...readManifest('ingress')]);
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  await world.administrator.patch(INGRESS, { status }, 'status');
  await world.sweep();

  await expect.poll(() => world.administrator.get(SECRET), { timeout: 60_000 }).toBeDefined();
  await expect
    .poll(() => recordNames(world.sandbox, 'auth.dev.growbin.app'), { timeout: 60_000 })
    .toContain('auth.dev.growbin.app A');
  expect(elsewhere).toEqual([]);
  expect(world.problems).toEqual([]);
});
