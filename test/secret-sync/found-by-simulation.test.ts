import { describe, expect, it } from 'vitest';
import { SECRET } from '../../lambdas/core/resources.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

/** Shrunk cases of test/simulation: each was a schedule that broke an invariant. */

const DELAY_MS = 61_000;

function handMade(data: Readonly<Record<string, string>>) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app', namespace: NAMESPACE }, data };
}

/** Both observations, each with the delay between them. */
async function observeTwice(world: World): Promise<void> {
  await world.sweep();
  world.clock.advance(DELAY_MS);
  await world.deliver();
}

describe('a parameter that was deleted and made anew (I3)', () => {
  it('is not overwritten by a replica that still answers with the higher version of the old one', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    const model = world.stores.model();
    const old = model.state.parameters.get('/app/a');
    if (old === undefined) throw new Error('the model keeps parameters');
    world.clock.advance(5_000);
    world.remove('/app/a');
    world.put('/app/a', 'reborn');
    await world.changed('/app/a', 'Create');
    expect((await world.secret())?.text).toEqual({ a: 'reborn' });
    model.state.parameters.set('/app/a', old);

    const report = await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'reborn' });
    expect(report).toContainEqual(expect.objectContaining({ action: 'failed', reason: 'StaleRead' }));
  });
});

describe('two ExternalSecrets that want one Secret (I4, I10)', () => {
  it('leave the loser not ready although its parameters are gone, and its status stays as it is', async () => {
    const world = await createSyncedWorld();
    const target = { name: 'app', deletionPolicy: 'Delete' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('late', { b: '/app/b' }, { target }));
    await world.sweep();
    expect(await world.ready('late')).toMatch(/^False /);
    world.writes.splice(0);

    await observeTwice(world);
    world.restart();
    await observeTwice(world);

    expect(await world.ready('late')).toMatch(/^False /);
    expect(world.writes).toEqual([]);
  });
});

describe('a hand-made Secret with a key of a parameter that is missing (I4, I7)', () => {
  it('is not taken over, and the status says the same whatever was observed before', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    await world.apply(SECRET, handMade({ a: 'bWluZQ==' }));
    const target = { deletionPolicy: 'Merge' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { target }));

    await world.sweep();
    const first = await world.ready();
    await observeTwice(world);

    expect(first).toMatch(/^False AdoptionWouldLoseKeys/);
    expect(await world.ready()).toBe(first);
    expect((await world.secret())?.text).toEqual({ a: 'mine' });
  });
});

describe('a manifest that changes while its parameters seem to be gone (I2)', () => {
  it('is not said to be in sync, and is written by a cold container once they are there again', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    world.put('/app/b', 'two');
    await world.apply(STORE_V1, store());
    const target = { deletionPolicy: 'Delete' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { x: '/app/a', y: '/app/b' }, { target }));
    await world.sweep();
    const { parameters } = world.stores.model().state;
    const known = [...parameters];
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { x: '/app/b', y: '/app/a' }, { target }));
    parameters.clear();
    await world.sweep();
    for (const [name, parameter] of known) parameters.set(name, parameter);

    world.restart();
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ x: 'two', y: 'one' });
  });
});

describe('a run that listed the manifest before it changed (I2, I3)', () => {
  it('does not put back what the run that knows the change has written', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    world.put('/app/b', 'one');
    await world.apply(STORE_V1, store());
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a', b: '/app/b' }));
    await world.sweep();
    world.put('/app/a', 'two');
    world.before = async ({ method, path }) => {
      if (method !== 'GET' || !path.includes('/secrets/app')) return undefined;
      world.before = undefined;
      await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
      await world.sweep();
      return undefined;
    };

    await world.sweep();
    world.restart();
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'two' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });
});

describe('the breaker, when everything that a store serves is absent', () => {
  async function twoOfOneStore(): Promise<World> {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    const target = { deletionPolicy: 'Delete' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { target }));
    return world;
  }

  it('counts what was remembered as absent, too (I6)', async () => {
    const world = await twoOfOneStore();
    const target = { deletionPolicy: 'Merge' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('empty', { b: '/app/b' }, { target }));
    await world.sweep();
    expect((await world.secret('empty'))?.text).toEqual({});
    world.remove('/app/a');

    await observeTwice(world);

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('does not keep an ExternalSecret under Retain from saying that its parameter is missing (I10)', async () => {
    const world = await twoOfOneStore();
    world.put('/app/b', 'one');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('kept', { b: '/app/b' }));
    await world.sweep();
    world.remove('/app/a');
    world.remove('/app/b');

    await observeTwice(world);

    expect(await world.ready('kept')).toMatch(/^False /);
    expect((await world.secret('kept'))?.text).toEqual({ b: 'one' });
  });
});

describe('a key that somebody else set in a Secret we merge into', () => {
  it('is not waited for when our parameter of that key is missing: no message is sent', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    const target = { creationPolicy: 'Merge', deletionPolicy: 'Merge' };
    await world.apply(SECRET, handMade({ a: 'bWluZQ==' }));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { target }));

    await world.sweep();

    expect(world.queue.nextAt()).toBeUndefined();
    expect((await world.secret())?.text).toEqual({ a: 'mine' });
  });
});

describe('a parameter that is read by name and by a find (I6)', () => {
  it('loses the key of the find after two observations, like any other', async () => {
    const world = await createSyncedWorld();
    const find = { path: '/app', name: { regexp: '^/app/' } };
    const target = { name: 'app', deletionPolicy: 'Merge' };
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a' }, { dataFrom: [{ find }], target }),
    );
    await world.sweep();
    expect(Object.keys((await world.secret())?.text ?? {}).sort()).toEqual(['_app_a', 'a']);
    world.remove('/app/a');

    await world.changed('/app/a', 'Delete');
    const first = Object.keys((await world.secret())?.text ?? {}).sort();

    expect(first).toEqual(['_app_a', 'a']);
  });
});

describe('a find that lost a parameter while another one changed (I6)', () => {
  it('keeps the key in a container that knows nothing but the Secret', async () => {
    const world = await createSyncedWorld();
    const find = { path: '/app', name: { regexp: '^/app/' } };
    world.put('/app/b', 'two');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', {}, { dataFrom: [{ find }] }));
    await world.sweep();
    world.clock.advance(1_000);
    world.remove('/app/b');
    world.put('/app/a', 'three');

    await world.sweep();
    world.restart();
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ _app_a: 'three', _app_b: 'two' });
  });
});

describe('a templated Secret that waits as a whole (I10)', () => {
  it('is not told to be in sync after a failure has passed', async () => {
    const world = await createSyncedWorld();
    const target = { name: 'app', deletionPolicy: 'Delete', template: { data: { joined: '{{ .a }}' } } };
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a', gone: '/app/gone' }, { target }),
    );
    await observeTwice(world);
    world.put('/app/a', 'two');
    world.clock.advance(5_000);
    const { hooks } = world.stores.model();
    hooks.intercept = () => new AwsServiceError('InternalServerError', 'try later', 500);
    await world.changed('/app/a');
    hooks.intercept = undefined;
    expect(await world.ready()).toMatch(/^True .*not verified since/);

    await world.changed('/app/a');
    const waiting = [(await world.secret())?.text, await world.ready()];
    await observeTwice(world);

    expect(waiting).toEqual([{ joined: 'one' }, expect.stringContaining('not verified since')]);
    expect((await world.secret())?.text).toEqual({ joined: 'two' });
    expect(await world.ready()).toMatch(/^True SecretSynced/);
  });
});

describe('a key that was edited by hand while its parameter seems to be gone (I2)', () => {
  const others = [
    { name: 'nothing else changed', content: 'one', creationPolicy: 'Owner' },
    { name: 'another key is pushed at the same time', content: 'changed', creationPolicy: 'Owner' },
    { name: 'beside keys of others', content: 'one', creationPolicy: 'CreateOrMerge' },
  ];

  it.each(others)('is put right by a cold container once it is there again: $name', async (one) => {
    const { content, creationPolicy } = one;
    const world = await createWorld();
    world.put('/app/a', 'one');
    world.put('/app/b', 'two');
    await world.apply(STORE_V1, store());
    const target = { deletionPolicy: 'Merge', creationPolicy };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a', b: '/app/b' }, { target }));
    await world.sweep();
    const secret = await world.secret();
    if (secret === undefined) throw new Error('it was synced');
    const { managedFields: _fields, ...metadata } = secret.metadata;
    const drifted = { ...(secret['data'] as Record<string, string>), b: 'ZHJpZnQ=' };
    await world.apply(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata, data: drifted });
    if (content !== 'one') world.put('/app/a', content);
    const { parameters } = world.stores.model().state;
    const known = parameters.get('/app/b');
    if (known === undefined) throw new Error('the model keeps parameters');
    parameters.delete('/app/b');
    await world.changed('/app/b');
    expect((await world.secret())?.text).toEqual({ a: content, b: 'drift' });
    parameters.set('/app/b', known);

    world.restart();
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: content, b: 'two' });
  });
});

describe('a parameter that is read by name and by a find, which a replica that lags answers (I3)', () => {
  it('does not bring back the older value that the find read', async () => {
    const world = await createReadTwice();
    await world.changed('/app/a');
    expect((await world.secret())?.text).toEqual({ _app_a: 'two', a: 'two' });
    createLag(world)('GetParametersByPath');

    world.restart();
    const report = await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ _app_a: 'two', a: 'two' });
    expect(report).toContainEqual(expect.objectContaining({ action: 'failed', reason: 'StaleRead' }));
  });

  it('makes no Secret of both, which the other half could bring back', async () => {
    const world = await createReadTwice();
    const lagOn = createLag(world);
    lagOn('GetParametersByPath');
    await world.changed('/app/a');
    expect((await world.secret())?.text).toEqual({ _app_a: 'one', a: 'one' });
    lagOn('GetParameters');

    world.restart();
    await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ _app_a: 'one', a: 'one' });
    lagOn();
    await world.sweep();
    expect((await world.secret())?.text).toEqual({ _app_a: 'two', a: 'two' });
  });
});

/** `/app/a` is synced by name and by a find, and has a newer value since. */
async function createReadTwice(): Promise<World> {
  const world = await createSyncedWorld();
  const find = { path: '/app', name: { regexp: '^/app/' } };
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { dataFrom: [{ find }] }));
  await world.sweep();
  world.clock.advance(5_000);
  world.put('/app/a', 'two');
  return world;
}

/** Gives what chooses the action that a replica answers which has only the first version of `/app/a`. */
function createLag(world: World): (lagging?: string) => void {
  const { state, hooks } = world.stores.model();
  const parameter = state.parameters.get('/app/a');
  if (parameter === undefined) throw new Error('the model keeps parameters');
  const { versions } = parameter;
  return (lagging) => {
    hooks.intercept = (action) => {
      Object.assign(parameter, { versions: action === lagging ? versions.slice(0, 1) : versions });
      return undefined;
    };
  };
}

describe('a store of which nothing is there (I6)', () => {
  it('keeps its Secrets although one beside them was created once and is read no more', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    world.put('/app/b', 'two');
    await world.apply(STORE_V1, store());
    const target = { deletionPolicy: 'Merge' };
    for (const name of ['app', 'also'])
      await world.apply(EXTERNAL_SECRET_V1, externalSecret(name, { a: '/app/a' }, { target }));
    const once = { refreshPolicy: 'CreatedOnce' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('once', { b: '/app/b' }, once));
    await world.sweep();
    world.remove('/app/a');

    await observeTwice(world);

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready('app')).toMatch(/^False DeletionsStopped/);
  });
});
