import { expect, test } from 'vitest';
import { createSyncedWorld } from './world.ts';

test('a cluster that serves no ExternalSecrets is told of, and its sweep is no success', async () => {
  const world = await createSyncedWorld();
  world.metrics.clear();
  world.restart();
  world.before = async ({ path }) =>
    path.startsWith('/apis/external-secrets.io') ? { status: 404, headers: {}, body: '{}' } : undefined;

  const report = await world.sweep();

  expect(report).toEqual([
    expect.objectContaining({
      subject: 'ExternalSecret',
      action: 'failed',
      reason: 'SourceAbsent',
      message: expect.stringContaining('manifests crds'),
    }),
  ]);
  expect(world.metrics.get('SweepSucceeded')).toBeUndefined();
  expect(world.writes).toEqual([]);
});
