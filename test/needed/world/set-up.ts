import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { createIngress } from './dns-objects.ts';
import { BASE, externalSecret } from './secrets-objects.ts';
import type { StoryWorld } from './story-world.ts';

/** The first user's store. */
export async function applyStores({ administrator }: StoryWorld): Promise<void> {
  await administrator.apply(readManifest('secrets').filter(({ kind }) => kind !== 'ExternalSecret'));
}

/** Something of both halves that is in sync, and an ExternalSecret that cannot be. */
export async function applySomething(world: StoryWorld): Promise<void> {
  await world.putParameter(`${BASE}shared`, 'first');
  await applyStores(world);
  const remoteRef = { version: 'no-such-label' };
  await world.administrator.apply([
    externalSecret({ name: 'shared-auth', parameter: 'shared' }),
    externalSecret({ name: 'labelled', parameter: 'shared', remoteRef }),
  ]);
  for (const name of ['web', 'neighbour', 'foreign']) await createIngress(world, name);
  await world.sweep();
}

/** The API server begins to tell of changes, as it does once the webhook of the second deployment is applied. */
export async function applyWebhooks(world: StoryWorld): Promise<void> {
  await applyStores(world);
  await world.administrator.apply(world.webhooks);
}
