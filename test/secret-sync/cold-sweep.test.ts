import { expect, test } from 'vitest';
import { SECRET } from '../../lambdas/core/resources.ts';
import { ANNOTATION } from '../../lambdas/core/secrets/marks.ts';
import { NAMESPACE } from './objects.ts';
import { createSyncedWorld, type World } from './world.ts';

/** Calls of GetParameters as `decrypted` or `versions`. */
function reads(world: World): readonly string[] {
  return world.stores.calls
    .splice(0)
    .filter(({ action }) => action === 'GetParameters')
    .map(({ params }) => (params['WithDecryption'] === true ? 'decrypted' : 'versions'));
}

test('a cold sweep over a Secret that ESO wrote reads its values at once, and versions from then on', async () => {
  const world = await createSyncedWorld();
  await world.api.patch(
    SECRET,
    { namespace: NAMESPACE, name: 'app' },
    { metadata: { annotations: { [ANNOTATION.sourceVersions]: null } } },
  );
  world.restart();

  await world.sweep();
  expect(reads(world)).toEqual(['decrypted']);

  await world.sweep();
  expect(reads(world)).toEqual(['versions']);
  expect(world.writes).toEqual([]);
});

test('a cold sweep over a Secret of ours asks for versions only', async () => {
  const world = await createSyncedWorld();
  world.restart();

  await world.sweep();

  expect(reads(world)).toEqual(['versions']);
  expect(world.writes).toEqual([]);
});
