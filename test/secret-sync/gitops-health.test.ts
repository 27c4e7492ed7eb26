import { describe, expect, it } from 'vitest';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
}

/**
 * Argo CD's rule for ExternalSecrets and stores (reference: kubernetes 5.1): the first condition of type Ready
 * decides, False is Degraded, True is Healthy, everything else is Progressing. A deletionTimestamp is Progressing.
 */
function argoHealth(object: KubernetesObject): 'Healthy' | 'Degraded' | 'Progressing' {
  if (object.metadata.deletionTimestamp !== undefined) return 'Progressing';
  const ready = conditionsOf(object).find(({ type }) => type === 'Ready');
  if (ready?.status === 'False') return 'Degraded';
  return ready?.status === 'True' ? 'Healthy' : 'Progressing';
}

/**
 * Flux's kstatus (reference: kubernetes 5.3): an observedGeneration that lags is InProgress, Reconciling=True too,
 * Stalled=True is Failed, Ready=True is Current, any other Ready is InProgress, no condition at all is Current.
 */
function kstatus(object: KubernetesObject): 'Current' | 'InProgress' | 'Failed' | 'Terminating' {
  const { deletionTimestamp, generation } = object.metadata;
  if (deletionTimestamp !== undefined) return 'Terminating';
  const observed = (object['status'] as { observedGeneration?: number } | undefined)?.observedGeneration;
  if (observed !== undefined && observed !== generation) return 'InProgress';
  const is = (type: string) => conditionsOf(object).find((one) => one.type === type)?.status;
  if (is('Reconciling') === 'True') return 'InProgress';
  if (is('Stalled') === 'True') return 'Failed';
  const ready = is('Ready');
  return ready === undefined || ready === 'True' ? 'Current' : 'InProgress';
}

function conditionsOf(object: KubernetesObject): readonly Condition[] {
  return (object['status'] as { conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
}

/** A wave as Argo CD takes it: all Healthy goes on, one Degraded ends the sync, else it waits (5.2). */
async function wave(
  world: World,
  objects: readonly (readonly [ResourceType, string])[],
): Promise<'next' | 'failed' | 'wait'> {
  const found = await Promise.all(objects.map(([type, name]) => world.find(type, name)));
  const health = found.map((object) => (object === undefined ? 'Progressing' : argoHealth(object)));
  if (health.includes('Degraded')) return 'failed';
  return health.every((one) => one === 'Healthy') ? 'next' : 'wait';
}

const STORE_WAVE = [[STORE_V1, 'aws-ssm']] as const;
const SECRETS_WAVE = [
  [EXTERNAL_SECRET_V1, 'one'],
  [EXTERNAL_SECRET_V1, 'two'],
] as const;

async function worldWithSecrets(keys: Readonly<Record<string, string>>): Promise<World> {
  const world = await createWorld();
  world.put('/app/a', 'a');
  world.put('/app/b', 'b');
  await world.apply(STORE_V1, store());
  await world.sweep();
  for (const [name, key] of Object.entries(keys)) {
    await world.apply(EXTERNAL_SECRET_V1, externalSecret(name, { value: key }));
  }
  return world;
}

async function fluxOf(world: World, name: string): Promise<string> {
  const object = await world.find(EXTERNAL_SECRET_V1, name);
  return object === undefined ? 'none' : kstatus(object);
}

describe('a sync with waves: stores, ExternalSecrets, what uses the Secrets', () => {
  it('goes from wave to wave, and the Secrets are there before what uses them', async () => {
    const world = await createWorld();
    world.put('/app/a', 'a');
    world.put('/app/b', 'b');
    await world.apply(STORE_V1, store());
    expect(await wave(world, STORE_WAVE)).toBe('wait');
    await world.sweep();
    expect(await wave(world, STORE_WAVE)).toBe('next');

    for (const [name, key] of Object.entries({ one: '/app/a', two: '/app/b' })) {
      await world.apply(EXTERNAL_SECRET_V1, externalSecret(name, { value: key }));
    }
    expect(await wave(world, SECRETS_WAVE)).toBe('wait');
    await world.sweep();

    expect(await wave(world, SECRETS_WAVE)).toBe('next');
    expect((await world.secret('one'))?.text).toEqual({ value: 'a' });
    expect((await world.secret('two'))?.text).toEqual({ value: 'b' });
    expect([await fluxOf(world, 'one'), await fluxOf(world, 'two')]).toEqual(['Current', 'Current']);
  });

  it('ends at a key that does not exist, and the next attempt goes through once it does', async () => {
    const world = await worldWithSecrets({ one: '/app/a', two: '/app/missing' });
    await world.sweep();

    expect(await wave(world, SECRETS_WAVE)).toBe('failed');
    expect([await fluxOf(world, 'one'), await fluxOf(world, 'two')]).toEqual(['Current', 'InProgress']);

    world.put('/app/missing', 'now');
    await world.changed('/app/missing', 'Create');

    expect(await wave(world, SECRETS_WAVE)).toBe('next');
  });

  it('waits, and does not fail, while AWS throttles; a Secret in sync stays Healthy meanwhile', async () => {
    const world = await worldWithSecrets({ one: '/app/a' });
    await world.sweep();
    world.stores.model().hooks.intercept = () =>
      new AwsServiceError('ThrottlingException', 'Rate exceeded', 400);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('two', { value: '/app/b' }));

    await world.changed('/app/a');
    await world.changed('/app/b');

    expect(await wave(world, SECRETS_WAVE)).toBe('wait');
    expect([await fluxOf(world, 'one'), await fluxOf(world, 'two')]).toEqual(['Current', 'InProgress']);

    world.stores.model().hooks.intercept = undefined;
    await world.deliver();

    expect(await wave(world, SECRETS_WAVE)).toBe('next');
  });

  it('writes no condition but Ready and no observedGeneration, which ESO’s definitions would refuse or drop', async () => {
    const world = await worldWithSecrets({ one: '/app/a', two: '/app/missing' });
    await world.sweep();

    for (const name of ['one', 'two']) {
      const object = await world.find(EXTERNAL_SECRET_V1, name);
      expect(conditionsOf(object as KubernetesObject).map(({ type }) => type)).toEqual(['Ready']);
      expect(object?.['status']).not.toHaveProperty('observedGeneration');
    }
  });
});
