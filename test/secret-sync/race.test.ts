import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { ANNOTATION } from '../../lambdas/core/secrets/marks.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE } from './objects.ts';
import { createSyncedWorld, type World } from './world.ts';

const isPut = (request: HttpRequest) => request.method === 'PUT' && request.path.includes('/secrets/app');

/** Does something once, just before the first request that matches. */
function once(world: World, matches: (request: HttpRequest) => boolean, work: () => Promise<void>): void {
  world.before = async (request) => {
    if (!matches(request)) return undefined;
    world.before = undefined;
    await work();
    return undefined;
  };
}

describe('a write that loses its race (DESIGN 4.2)', () => {
  it('starts again from the GET and reads AWS afresh', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    once(world, isPut, async () => {
      world.put('/app/a', 'three');
      const patch = { metadata: { labels: { touched: 'yes' } } };
      await world.api.patch(SECRET, { namespace: NAMESPACE, name: 'app' }, patch);
    });

    await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'three' });
    expect((await world.secret())?.metadata.labels?.['touched']).toBe('yes');
  });

  it('against a creation ends with one Secret and both content', async () => {
    const world = await createSyncedWorld();
    await world.api.delete(SECRET, { namespace: NAMESPACE, name: 'app' });
    once(
      world,
      (request) => request.method === 'POST' && request.path.includes('/secrets'),
      async () => {
        await world.sweep();
      },
    );

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });

  it('gives up after five tries and hands the hint back', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    let puts = 0;
    world.before = (request) => {
      if (!isPut(request)) return undefined;
      puts += 1;
      const body = { kind: 'Status', reason: 'Conflict', message: 'the object has been modified', code: 409 };
      return { status: 409, headers: {}, body: JSON.stringify(body) };
    };

    await world.changed('/app/a');

    expect(puts).toBe(5);
    expect(world.queue.nextAt()).toBeDefined();
    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });
});

describe('two invocations at once', () => {
  it('of which the slow one read the older value: the newer value stays (I3)', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    once(world, isPut, async () => {
      world.put('/app/a', 'three');
      await world.changed('/app/a');
    });

    await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'three' });
    await world.deliver();
    expect((await world.secret())?.text).toEqual({ a: 'three' });
  });

  it('of which the failing one is late: a success in between is not overwritten by its failure', async () => {
    const world = await createSyncedWorld();
    world.remove('/app/a');
    await world.changed('/app/a', 'Delete');
    once(
      world,
      (request) => request.path.includes('/externalsecrets/app/status'),
      async () => {
        world.put('/app/a', 'again');
        world.clock.advance(2_000);
        await world.sweep();
      },
    );

    await world.deliver();

    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });
});

describe('the fence against stale reads (DESIGN 4.4)', () => {
  /** Answers like an SSM replica that has not seen the last version yet. */
  async function staleWorld(): Promise<World> {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    const model = world.stores.model();
    const parameter = model.state.parameters.get('/app/a');
    const [first] = parameter?.versions ?? [];
    if (parameter === undefined || first === undefined) throw new Error('the model keeps versions');
    Object.assign(parameter, { versions: [first] });
    return world;
  }

  it('does not write a value that is older than the one in the Secret, and asks for another try', async () => {
    const world = await staleWorld();

    const report = await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'two' });
    expect(report).toContainEqual(expect.objectContaining({ action: 'failed', reason: 'StaleRead' }));
    expect(world.queue.nextAt()).toBeDefined();
  });

  it('gives way when the parameter was deleted and made again', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    world.clock.advance(5_000);
    world.remove('/app/a');
    world.put('/app/a', 'reborn');

    await world.changed('/app/a', 'Create');

    expect((await world.secret())?.text).toEqual({ a: 'reborn' });
  });

  it('does not hold a label back that moves to an older version', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    const label = (version: number) =>
      world.stores
        .model()
        .call('LabelParameterVersion', { Name: '/app/a', ParameterVersion: version, Labels: ['live'] });
    label(2);
    const data = [{ secretKey: 'a', remoteRef: { key: '/app/a', version: 'live' } }];
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', {}, { data }));
    await world.sweep();
    expect((await world.secret())?.text).toEqual({ a: 'two' });
    label(1);

    await world.changed('/app/a', 'LabelParameterVersion');

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('is added only together with a real change of data', async () => {
    const world = await createSyncedWorld();
    const reference = { namespace: NAMESPACE, name: 'app' };
    const patch = { metadata: { annotations: { [ANNOTATION.sourceVersions]: null } } };
    await world.api.patch(SECRET, reference, patch);
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a' }, {}, { labels: { team: 'x' } }),
    );

    await world.sweep();

    const annotations = async () => (await world.secret())?.metadata.annotations ?? {};
    expect((await world.secret())?.metadata.labels?.['team']).toBe('x');
    expect(await annotations()).not.toHaveProperty([ANNOTATION.sourceVersions]);
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    expect(JSON.parse((await annotations())[ANNOTATION.sourceVersions] ?? '{}')).toEqual({
      'ap-northeast-2:123456789012:/app/a': [2, expect.any(Number)],
      // The manifest it was made from: generation and uid.
      'ExternalSecret/team/app': [1, expect.any(Number)],
    });
  });
});
