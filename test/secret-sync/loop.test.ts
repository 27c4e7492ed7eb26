import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld } from './world.ts';

describe('a changed parameter', () => {
  it('reaches the Secret by its event, read once and decrypted', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');

    const report = await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'two' });
    expect(report.map(({ action }) => action)).toEqual(['updated']);
    expect(world.stores.calls.map(({ action, params }) => [action, params['WithDecryption']])).toEqual([
      ['GetParameters', true],
    ]);
  });

  it('is found by the sweep when its event was lost, and counted as such', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'two' });
    expect(world.metrics.get('ChangesFoundBySweep')).toBe(1);
  });

  it('of another name asks AWS nothing', async () => {
    const world = await createSyncedWorld();

    await world.changed('/app/b');

    expect(world.stores.calls).toEqual([]);
    expect(world.writes).toEqual([]);
  });

  it('in another region is another parameter', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');

    await world.changed('/app/a', 'Update', 'us-east-1');

    expect(world.stores.calls).toEqual([]);
    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });
});

describe('running twice with nothing changed (I4)', () => {
  it.each([
    ['warm', () => undefined],
    ['after a cold start', (world: Awaited<ReturnType<typeof createWorld>>) => world.restart()],
  ])('%s: a sweep writes nothing, and decrypts nothing', async (_name, between) => {
    const world = await createSyncedWorld();
    between(world);

    await world.sweep();
    await world.sweep();

    expect(world.writes).toEqual([]);
    expect(world.requests.filter(({ path }) => path.includes('/events'))).toHaveLength(2);
    const decrypted = world.stores.calls.filter(({ params }) => params['WithDecryption'] === true);
    expect(decrypted).toEqual([]);
  });

  it('an event without a change writes nothing', async () => {
    const world = await createSyncedWorld();

    await world.changed('/app/a');

    expect(world.writes).toEqual([]);
  });

  it('a Secret that carries no versions is decrypted once per cold start and never after', async () => {
    const world = await createSyncedWorld();
    await world.api.patch(
      { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true },
      { namespace: NAMESPACE, name: 'app' },
      { metadata: { annotations: { 'sluice/source-versions': null } } },
    );
    world.restart();

    for (let sweeps = 0; sweeps < 3; sweeps += 1) await world.sweep();

    expect(world.writes).toEqual([]);
    const decrypts = world.stores.calls.filter(({ params }) => params['WithDecryption'] === true);
    expect(decrypts).toHaveLength(1);
  });

  it('writes one heartbeat a day and object', async () => {
    const world = await createSyncedWorld();
    world.clock.advance(24 * 60 * 60_000);

    await world.sweep();
    await world.sweep();

    expect(world.writes).toEqual([
      `PATCH /apis/external-secrets.io/v1/namespaces/${NAMESPACE}/externalsecrets/app/status`,
    ]);
    expect(world.metrics.get('Heartbeats')).toBe(1);
  });
});

describe('one bad object (I5)', () => {
  it('with an unreadable refreshInterval stops nobody else', async () => {
    const world = await createSyncedWorld();
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('bad', { a: '/app/a' }, { refreshInterval: '1 minute' }),
    );
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('after', { a: '/app/a' }));

    await world.sweep();

    expect(await world.ready('after')).toBe('True SecretSynced: secret synced');
    expect(await world.ready('bad')).toContain('False InvalidSpec');
    expect(await world.ready('bad')).toContain('spec.refreshInterval');
    expect(await world.secret('bad')).toBeUndefined();
  });

  it.each([
    [
      'SyncWindows',
      'spec.syncWindows',
      { syncWindows: { kind: 'deny', windows: [{ schedule: '0 0 * * *', duration: '1h' }] } },
    ],
    [
      'GenericTarget',
      'spec.target.manifest',
      { target: { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } } },
    ],
  ])(
    'with what is not built (%s) says so by name and field and writes no Secret',
    async (reason, path, spec) => {
      const world = await createSyncedWorld();
      await world.apply(EXTERNAL_SECRET_V1, externalSecret('other', { a: '/app/a' }, spec));

      await world.sweep();

      expect(await world.ready('other')).toContain(`False ${reason}`);
      expect(await world.ready('other')).toContain(path);
      expect(await world.secret('other')).toBeUndefined();
    },
  );

  it('with a throttled parameter hands back its own message only', async () => {
    const world = await createSyncedWorld();
    world.put('/app/b', 'b');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('other', { b: '/app/b' }));
    await world.sweep();
    world.put('/app/a', 'two');
    world.put('/app/b', 'bb');
    const slow = throttle('/app/b');
    world.stores.model().hooks.intercept = slow;

    await world.changed('/app/b');

    expect(await world.ready('other')).toContain('True SecretSynced: secret synced; not verified since');
    expect(world.queue.nextAt()).toBe(world.clock.now() + 5_000);
  });
});

describe('observe mode', () => {
  it('writes nothing anywhere, and reports what it would have done', async () => {
    const world = await createWorld({ mode: 'observe' });
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    const report = await world.sweep();

    expect(world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(world.queue.nextAt()).toBeUndefined();
    expect(report).toContainEqual(
      expect.objectContaining({ subject: 'Secret/team/app', action: 'created', dryRun: true }),
    );
  });

  it('and a plan in enforce mode do the same', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');

    const result = await world.invoke({ action: 'plan' });

    expect(result).toMatchObject({ counts: { updated: 1 } });
    expect(world.writes).toEqual([]);
    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });
});

describe('pause', () => {
  it('on an ExternalSecret leaves Secret and status as they are', async () => {
    const world = await createSyncedWorld();
    await world.api.patch(
      EXTERNAL_SECRET_V1,
      { namespace: NAMESPACE, name: 'app' },
      { metadata: { annotations: { 'sluice/pause': 'true' } } },
    );
    world.put('/app/a', 'two');

    await world.changed('/app/a');

    expect(world.writes).toEqual([]);
    expect(world.stores.calls).toEqual([]);
  });

  it('on a store pauses all that read through it', async () => {
    const world = await createSyncedWorld();
    await world.api.patch(
      STORE_V1,
      { name: 'aws-ssm' },
      { metadata: { annotations: { 'sluice/pause': 'true' } } },
    );
    world.put('/app/a', 'two');

    await world.sweep();

    expect(world.writes).toEqual([]);
  });
});

describe('the deadline', () => {
  it('stops the run in time and hands the hint back', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    world.before = (request) => {
      if (request.path.includes('/secrets/app')) world.clock.advance(56_000);
      return undefined;
    };

    await world.changed('/app/a');

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(world.queue.nextAt()).toBeDefined();
    world.before = undefined;
    await world.deliver();
    expect((await world.secret())?.text).toEqual({ a: 'two' });
  });

  it('makes a sweep count as not successful', async () => {
    const world = await createSyncedWorld();
    world.metrics.clear();
    world.before = (request) => {
      if (request.path.includes('/secrets/app')) world.clock.advance(56_000);
      return undefined;
    };

    await world.sweep();

    expect(world.metrics.get('SweepSucceeded')).toBeUndefined();
  });
});

describe('an unreachable API server', () => {
  it('is found out by one probe for the whole batch, and everything is handed back', async () => {
    const world = await createSyncedWorld();
    world.before = () => ({ status: 503, headers: {}, body: '' });

    await world.changed('/app/a');

    expect(world.queue.nextAt()).toBe(world.clock.now() + 5_000);
    expect(world.stores.calls).toEqual([]);
  });
});

/** Refuses every call that asks for the name, as SSM does when it is asked too often. */
function throttle(name: string) {
  return (_action: string, params: Readonly<Record<string, unknown>>) =>
    JSON.stringify(params).includes(name)
      ? new AwsServiceError('ThrottlingException', 'Rate exceeded', 400)
      : undefined;
}
