import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { secretText } from '../../sandbox/narrative/observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { startWorld, type World } from './world.ts';

const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'auth' };
let world: World;

beforeAll(async () => {
  world = await startWorld(undefined, { configure: (cluster) => ({ ...cluster, restart: {} }) });
  await world.putParameter(PARAMETER, 'first');
  await world.administrator.apply([
    ...readManifest('secrets'),
    deployment('api'),
    deployment('paused', { paused: true }),
  ]);
  await world.sweep();
}, 180_000);
afterAll(async () => await world?.sandbox.close());

function deployment(name: string, spec: object = {}): KubernetesObject {
  const labels = { app: name };
  const envFrom = [{ secretRef: { name: 'postgres-auth' } }];
  const template = { metadata: { labels }, spec: { containers: [{ name, image: 'web:1', envFrom }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'auth', annotations: { 'sluice/restart-on-change': 'true' } },
    spec: { replicas: 0, selector: { matchLabels: labels }, template, ...spec },
  };
}

/** Rollouts that a Deployment was told to make so far, besides its first. */
async function rollouts(name: string): Promise<number> {
  return Number((await world.administrator.get({ ...DEPLOYMENT, name }))?.metadata['generation']) - 1;
}

async function rotate(value: string): Promise<void> {
  await world.putParameter(PARAMETER, value);
  await world.until(
    async () => secretText(await world.administrator.get(SECRET), 'POSTGRES_PASSWORD'),
    value,
  );
  await world.untilIdle();
}

test('a rotation makes one rollout of what asked for it, with the shipped rights and policies', async () => {
  await rotate('second');
  await rotate('third');
  world.advance(10_000, 'rotations are collected for ten seconds');

  await world.until(() => rollouts('api'), 1);
  await world.untilIdle();
  world.advance(10_000, 'and no more come');
  await world.sweep();
  expect([await rollouts('api'), await rollouts('paused')]).toEqual([1, 0]);
  expect(world.problems).toEqual([]);
});
