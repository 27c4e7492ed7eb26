import { describe, expect, it } from 'vitest';
import { SECRET } from '../../lambdas/core/resources.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

const DELETE = { target: { deletionPolicy: 'Delete' } };

describe('a parameter that is gone (DESIGN 4.9)', () => {
  it('deletes its Secret only at the second observation, at least the delay later', async () => {
    const world = await createSyncedWorld(DELETE);
    world.remove('/app/a');

    const first = await world.changed('/app/a', 'Delete');

    expect(first).toContainEqual(expect.objectContaining({ action: 'pending', reason: 'ParameterMissing' }));
    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
    expect(world.queue.nextAt()).toBe(world.clock.now() + 60_000);
    await world.deliver();
    expect(await world.secret()).toBeUndefined();
    expect(await world.ready()).toBe('True SecretDeleted: secret deleted due to DeletionPolicy=Delete');
  });

  it('and comes back within the delay deletes nothing', async () => {
    const world = await createSyncedWorld(DELETE);
    world.remove('/app/a');
    await world.changed('/app/a', 'Delete');
    world.clock.advance(1_000);
    world.put('/app/a', 'replaced');

    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'replaced' });
  });

  it('keeps Ready True under Retain until it is seen twice, and the Secret for good', async () => {
    const world = await createSyncedWorld();
    world.remove('/app/a');

    await world.changed('/app/a', 'Delete');

    expect(await world.ready()).toBe('True SecretSynced: secret synced');
    await world.deliver();
    expect(await world.ready()).toContain('False SecretSyncedError: could not get secret data from provider');
    expect(await world.ready()).toContain('spec.data[0] (key: /app/a)');
    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('takes only its own key, and other keys are pushed meanwhile', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    world.put('/app/b', 'b');
    await world.apply(STORE_V1, store());
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a', b: '/app/b' }, DELETE));
    await world.sweep();
    world.remove('/app/b');
    await world.changed('/app/b', 'Delete');
    world.put('/app/a', 'two');

    await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'two', b: 'b' });
    await world.deliver();
    expect((await world.secret())?.text).toEqual({ a: 'two' });
  });

  it('is not taken for gone by a message that comes too early', async () => {
    const world = await createSyncedWorld(DELETE);
    world.remove('/app/a');
    const at = world.clock.now() - 59_000;

    await confirm(world, at);

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('is not taken for gone by a message of another day, which meets an absence it never saw', async () => {
    const world = await createSyncedWorld(DELETE);
    const at = world.clock.now() - 24 * 60 * 60_000;
    world.remove('/app/a');

    await confirm(world, at);

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('is asked about once, however many sweeps see it', async () => {
    const world = await createSyncedWorld(DELETE);
    world.remove('/app/a');

    for (let sweeps = 0; sweeps < 3; sweeps += 1) await world.sweep();

    world.clock.advance(60_000);
    expect(world.queue.receive()?.batch.Records).toHaveLength(1);
  });

  it.each([
    ['access is denied', 'AccessDeniedException'],
    ['SSM throttles', 'ThrottlingException'],
    ['the version does not exist', 'ParameterVersionNotFound'],
  ])('is never concluded when %s (I6)', async (_name, code) => {
    const world = await createSyncedWorld(DELETE);
    world.remove('/app/a');
    await world.changed('/app/a', 'Delete');
    world.stores.model().hooks.intercept = () => new AwsServiceError(code, 'no', 400);

    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('with a version or label is asked for once by itself, and a missing version deletes nothing', async () => {
    const data = [{ secretKey: 'a', remoteRef: { key: '/app/a', version: '1' } }];
    const world = await createSyncedWorld({ ...DELETE, data });
    world.put('/app/a', 'two');
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret(
        'app',
        {},
        { ...DELETE, data: [{ secretKey: 'a', remoteRef: { key: '/app/a', version: '9' } }] },
      ),
    );

    await world.sweep();
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready()).toContain('ParameterVersionNotFound');
    expect(world.stores.calls.filter(({ action }) => action === 'GetParameter').length).toBeLessThanOrEqual(
      1,
    );
  });

  it('deletes no Secret that this ExternalSecret does not control (I7)', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    const metadata = { name: 'app', namespace: NAMESPACE };
    await world.apply(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: 'b2xk' } });
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, DELETE));

    await world.sweep();
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'old' });
    expect(await world.ready()).toContain('False SecretSyncedError: could not delete secret');
  });

  it('is not concluded by a run that the deadline cut short', async () => {
    const world = await createSyncedWorld(DELETE);
    world.put('/app/b', 'b');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('other', { b: '/app/b' }));
    await world.sweep();
    world.remove('/app/a');
    await world.changed('/app/a', 'Delete');
    world.before = (request) => {
      if (request.path.includes('/secrets/other')) world.clock.advance(56_000);
      return undefined;
    };
    world.clock.advance(60_000);

    const received = world.queue.receive();
    await world.invoke(received?.batch ?? {});

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('goes at once when the document that was read no longer has the key', async () => {
    const world = await createWorld();
    world.put('/app/doc', '{"a":"1","b":"2"}');
    await world.apply(STORE_V1, store());
    const dataFrom = [{ extract: { key: '/app/doc' } }];
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', {}, { dataFrom }));
    await world.sweep();
    world.put('/app/doc', '{"a":"1"}');

    await world.changed('/app/doc');

    expect((await world.secret())?.text).toEqual({ a: '1' });
  });
});

describe('the breaker', () => {
  /** `count` ExternalSecrets of deletionPolicy Delete on two stores, each with its own parameter. */
  async function fleet(count: number): Promise<World> {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    await world.apply(STORE_V1, store({}, 'other'));
    for (let index = 0; index < count; index += 1) {
      world.put(`/app/p${index}`, 'value');
      const secretStoreRef = { name: index % 2 === 0 ? 'aws-ssm' : 'other', kind: 'ClusterSecretStore' };
      const spec = { ...DELETE, secretStoreRef };
      await world.apply(EXTERNAL_SECRET_V1, externalSecret(`app${index}`, { a: `/app/p${index}` }, spec));
    }
    await world.sweep();
    world.metrics.clear();
    return world;
  }

  const left = async (world: World, count: number) => {
    const names = Array.from({ length: count }, (_, index) => `app${index}`);
    const secrets = await Promise.all(names.map((name) => world.secret(name)));
    return secrets.filter((secret) => secret !== undefined).length;
  };

  it('stops more than 30 % of the managed Secrets at once, raises the alarm, and lets a person release them', async () => {
    const world = await fleet(10);
    for (const name of ['/app/p0', '/app/p1', '/app/p2', '/app/p3']) world.remove(name);

    await world.sweep();
    const report = await world.deliver();

    expect(await left(world, 10)).toBe(10);
    expect(world.metrics.get('DeletionsStopped')).toBe(4);
    expect(report).toContainEqual(expect.objectContaining({ action: 'refused', reason: 'DeletionsStopped' }));
    const plan = await world.invoke({ action: 'plan' });
    const checksum = 'checksum' in plan ? plan.checksum : undefined;
    await world.invoke({ action: 'release', checksum: 'something else' });
    expect(await left(world, 10)).toBe(10);
    await world.invoke({ action: 'release', checksum });
    expect(await left(world, 10)).toBe(6);
  });

  it('tells a person who asks for the plan what is stopped and why, without raising the alarm again', async () => {
    const world = await fleet(4);
    world.remove('/app/p0');
    world.remove('/app/p2');

    const plan = await world.invoke({ action: 'plan' });

    expect('entries' in plan ? plan.entries : []).toContainEqual(
      expect.objectContaining({
        subject: 'ExternalSecret/team/app0',
        action: 'refused',
        reason: 'DeletionsStopped',
        message: expect.stringContaining('all keys of ClusterSecretStore/aws-ssm'),
      }),
    );
    expect(world.metrics.get('DeletionsStopped')).toBeUndefined();
  });

  it('lets 30 % go', async () => {
    const world = await fleet(10);
    for (const name of ['/app/p0', '/app/p1', '/app/p2']) world.remove(name);

    await world.sweep();
    await world.deliver();

    expect(await left(world, 10)).toBe(7);
  });

  it('counts over all events together, however they are spread over messages', async () => {
    const world = await fleet(10);
    const names = ['/app/p0', '/app/p1', '/app/p2', '/app/p3'];
    for (const name of names) world.remove(name);

    for (const name of names) await world.changed(name, 'Delete');
    await world.deliver();

    expect(await left(world, 10)).toBe(10);
  });

  it('stops when everything that one store serves is absent', async () => {
    const world = await fleet(4);
    world.remove('/app/p0');
    world.remove('/app/p2');

    await world.sweep();
    await world.deliver();

    expect(await left(world, 4)).toBe(4);
    expect(world.metrics.get('DeletionsStopped')).toBe(2);
  });

  it('is seen on the object: Ready turns False with the way out, and stays so until it is released', async () => {
    const world = await fleet(4);
    world.remove('/app/p0');
    world.remove('/app/p2');

    await world.sweep();
    expect(await world.ready('app0')).toContain('True');
    await world.deliver();

    expect(await world.ready('app0')).toMatch(
      /^False DeletionsStopped: could not get secret data from provider: all keys of .*; release with checksum/,
    );
    expect(await world.ready('app1')).toContain('True');
    await world.sweep();
    world.restart();
    await world.sweep();
    expect(await world.ready('app0')).toContain('False DeletionsStopped');
    world.put('/app/p0', 'back');
    await world.changed('/app/p0', 'Create');
    expect(await world.ready('app0')).toContain('True');
  });

  it('does not stand in the way of updates', async () => {
    const world = await fleet(4);
    world.remove('/app/p0');
    world.remove('/app/p2');
    world.put('/app/p1', 'new');

    await world.sweep();
    await world.deliver();

    expect((await world.secret('app1'))?.text).toEqual({ a: 'new' });
  });
});

describe('an ExternalSecret that is deleted behind the finalizer of ESO', () => {
  const finalizers = ['externalsecrets.external-secrets.io/externalsecret-cleanup'];

  it('is released, and never given a finalizer', async () => {
    const world = await createSyncedWorld();
    expect((await world.find(EXTERNAL_SECRET_V1, 'app'))?.metadata.finalizers).toBeUndefined();
    await world.api.patch(
      EXTERNAL_SECRET_V1,
      { namespace: NAMESPACE, name: 'app' },
      { metadata: { finalizers } },
    );
    await world.api.delete(EXTERNAL_SECRET_V1, { namespace: NAMESPACE, name: 'app' });

    await world.sweep();

    expect(await world.find(EXTERNAL_SECRET_V1, 'app')).toBeUndefined();
    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('takes the Secret it controls with it under deletionPolicy Delete', async () => {
    const world = await createSyncedWorld(DELETE);
    await world.api.patch(
      EXTERNAL_SECRET_V1,
      { namespace: NAMESPACE, name: 'app' },
      { metadata: { finalizers } },
    );
    await world.api.delete(EXTERNAL_SECRET_V1, { namespace: NAMESPACE, name: 'app' });

    await world.sweep();

    expect(await world.secret()).toBeUndefined();
  });
});

async function confirm(world: World, at: number): Promise<void> {
  const candidates = { [`${NAMESPACE}/app`]: ['ap-northeast-2:/app/a'] };
  world.queue.put([{ sluice: 'second-observation', half: 'secrets', at, candidates }]);
  const received = world.queue.receive();
  if (received === undefined) throw new Error('the message was put');
  await world.invoke(received.batch);
}
