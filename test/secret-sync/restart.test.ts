import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { decideRestart } from '../../lambdas/core/secrets/restart.ts';
import { WORKLOADS } from '../../lambdas/core/workloads.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE } from './objects.ts';
import { createSyncedWorld, type World } from './world.ts';

const [DEPLOYMENT] = WORKLOADS;
if (DEPLOYMENT === undefined) throw new Error('no workloads');
const TYPE = DEPLOYMENT;

type Fields = Readonly<Record<string, unknown>>;

/** A Deployment that reads Secret `app` into its environment and asks to be restarted. */
function deployment(spec: Fields = {}, annotations: Fields = {}, pod: Fields = {}): KubernetesObject {
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'app', key: 'a' } } }];
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'web', env }], ...pod },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: NAMESPACE,
      annotations: { 'sluice/restart-on-change': 'true', ...annotations } as Record<string, string>,
    },
    spec: { selector: { matchLabels: { app: 'web' } }, template, ...spec },
  };
}

async function worldWith(object: KubernetesObject, spec: Fields = {}): Promise<World> {
  const world = await createSyncedWorld(spec, { restart: true });
  await world.apply(TYPE, object);
  world.writes.splice(0);
  return world;
}

async function rotate(world: World, value: string) {
  world.put('/app/a', value);
  return [...(await world.changed('/app/a')), ...(await world.deliver())];
}

const rollouts = (world: World) => world.writes.filter((write) => write.includes('/deployments/'));

describe('a rotation', () => {
  it('restarts what asked for it once, some seconds after the Secret has changed', async () => {
    const world = await worldWith(deployment());
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    expect([(await world.secret())?.text, rollouts(world)]).toEqual([{ a: 'two' }, []]);

    const report = await world.deliver();

    expect(rollouts(world)).toHaveLength(1);
    expect(report).toContainEqual(
      expect.objectContaining({ subject: 'Deployment/team/web', action: 'updated', reason: 'Restarted' }),
    );
  });

  it('told twice makes one rollout, and so do two within ten seconds', async () => {
    const world = await worldWith(deployment());
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    world.put('/app/a', 'three');
    await world.changed('/app/a');
    await world.deliver();
    expect(rollouts(world)).toHaveLength(1);

    world.queue.put([{ sluice: 'restart', namespace: NAMESPACE, secret: 'app', before: '1' }]);
    await world.deliver();

    expect(rollouts(world)).toHaveLength(1);
  });

  it('told again after somebody touched the Secret makes no second rollout', async () => {
    const world = await worldWith(deployment());
    const before = (await world.secret())?.metadata.resourceVersion;
    await rotate(world, 'two');
    const labels = { metadata: { labels: { touched: 'yes' } } };
    await world.api.patch(SECRET, { namespace: NAMESPACE, name: 'app' }, labels);

    world.queue.put([{ sluice: 'restart', namespace: NAMESPACE, secret: 'app', before }]);
    await world.deliver();

    expect(rollouts(world)).toHaveLength(1);
  });

  it('that is written long after it was announced still makes its rollout', async () => {
    const world = await worldWith(deployment());
    const before = (await world.secret())?.metadata.resourceVersion;
    world.queue.put([
      { sluice: 'restart', namespace: NAMESPACE, secret: 'app', before, at: world.clock.now() },
    ]);
    await world.sweep();
    expect(rollouts(world)).toEqual([]);
    // The run that announced it comes to its PUT only now.
    const data = { data: { a: 'dHdv' } };
    await world.api.patch(SECRET, { namespace: NAMESPACE, name: 'app' }, data);

    await world.deliver();

    expect(rollouts(world)).toHaveLength(1);
  });

  it('of two Secrets makes one rollout', async () => {
    const volumes = [{ name: 'other', secret: { secretName: 'other' } }];
    const world = await worldWith(deployment({}, {}, { volumes }));
    world.put('/app/b', 'one');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('other', { b: '/app/b' }));
    await world.sweep();
    await world.deliver();
    world.writes.splice(0);
    world.put('/app/a', 'two');
    world.put('/app/b', 'two');
    await world.sweep();

    await world.deliver();

    const found = await world.find(TYPE, 'web');
    expect(JSON.stringify(found)).toMatch(/restarted-for":"\{\\"app\\":\\"\d+\\",\\"other\\":\\"\d+\\"\}"/);
    expect(rollouts(world).length).toBeLessThanOrEqual(2);
  });

  it('that was announced and did not take place restarts nothing', async () => {
    const world = await worldWith(deployment());
    const before = (await world.secret())?.metadata.resourceVersion;

    world.queue.put([{ sluice: 'restart', namespace: NAMESPACE, secret: 'app', before }]);
    await world.deliver();

    expect(world.writes).toEqual([]);
  });

  it('is tried again when the API server fails meanwhile', async () => {
    const world = await worldWith(deployment());
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    let failures = 0;
    world.before = ({ path }) => {
      if (!path.includes('/deployments') || failures > 2) return undefined;
      failures += 1;
      return { status: 500, headers: {}, body: '{}' };
    };

    await world.deliver();

    expect(rollouts(world)).toHaveLength(1);
  });

  it('outlives an hour without the API server, after which no sweep would find it', async () => {
    const world = await worldWith(deployment());
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    const end = world.clock.now() + 3_600_000;
    world.before = () => (world.clock.now() < end ? { status: 503, headers: {}, body: '{}' } : undefined);

    await world.deliver();

    expect(world.clock.now()).toBeGreaterThan(end);
    expect(rollouts(world)).toHaveLength(1);
  });

  it('is given up after a day, and its message is a dead letter then', async () => {
    const world = await worldWith(deployment());
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    const start = world.clock.now();
    world.before = () => ({ status: 503, headers: {}, body: '{}' });

    await world.deliver();

    const hours = (world.clock.now() - start) / 3_600_000;
    expect([hours > 23, hours < 25]).toEqual([true, true]);
  });

  it('holds no value and no digest of one', async () => {
    const world = await worldWith(deployment());
    await rotate(world, 'correct-horse');
    const digest = (await world.secret())?.metadata.annotations?.['reconcile.external-secrets.io/data-hash'];

    const text = JSON.stringify(await world.find(TYPE, 'web'));

    expect(digest).toMatch(/^[0-9a-f]{32,}$/);
    expect(text).not.toContain('correct-horse');
    expect(text).not.toContain(digest);
  });

  it.each<[string, KubernetesObject, string | undefined]>([
    ['is paused', deployment({ paused: true }), 'Paused'],
    [
      'Stakater Reloader restarts',
      deployment({}, { 'reloader.stakater.com/auto': 'true' }),
      'ReloaderManages',
    ],
    [
      'Reloader restarts for this Secret',
      deployment({}, { 'secret.reloader.stakater.com/reload': 'app' }),
      'ReloaderManages',
    ],
    ['did not ask for it', deployment({}, { 'sluice/restart-on-change': 'false' }), undefined],
    [
      'reads another Secret',
      deployment({}, {}, { containers: [{ name: 'web', envFrom: [{ secretRef: { name: 'else' } }] }] }),
      undefined,
    ],
  ])('leaves alone what %s', async (_title, object, reason) => {
    const world = await worldWith(object);

    await rotate(world, 'two');

    expect(rollouts(world)).toEqual([]);
    const expected = reason === undefined ? { kind: 'none' } : { kind: 'skip', reason };
    expect(decideRestart(object, new Map([['app', { version: '7', before: '6' }]]))).toMatchObject(expected);
  });

  it('is none where a Secret is new, or deleted and made again', async () => {
    const world = await worldWith(deployment());
    const secret = { ...TYPE, group: '', plural: 'secrets', kind: 'Secret' };
    await world.api.delete(secret, { namespace: NAMESPACE, name: 'app' });
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(world.queue.nextAt()).toBeUndefined();
  });

  it('is none where only metadata of the Secret changes', async () => {
    const world = await worldWith(deployment());
    const metadata = { labels: { team: 'a' } };
    const target = { name: 'app', template: { metadata } };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { target }));
    await world.sweep();

    expect((await world.secret())?.metadata.labels).toMatchObject({ team: 'a' });
    expect(world.queue.nextAt()).toBeUndefined();
  });

  it('is none where a Secret that was made by hand is taken over', async () => {
    const world = await worldWith(deployment());
    const type = { ...TYPE, group: '', plural: 'secrets', kind: 'Secret' };
    await world.apply(type, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'hand', namespace: NAMESPACE },
      data: { a: 'b2xk' },
    } as KubernetesObject);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('hand', { a: '/app/a' }));
    await world.sweep();

    expect((await world.secret('hand'))?.text).toEqual({ a: 'one' });
    expect(world.queue.nextAt()).toBeUndefined();
  });

  it('restarts nothing where it is not configured', async () => {
    const world = await createSyncedWorld();
    await world.apply(TYPE, deployment());

    await rotate(world, 'two');

    expect(rollouts(world)).toEqual([]);
    expect(world.requests.some(({ path }) => path.includes('/apis/apps/'))).toBe(false);
  });

  it('in observe mode announces and restarts nothing', async () => {
    const world = await createSyncedWorld({}, { restart: true });
    await world.apply(TYPE, deployment());
    const observing = await createSyncedWorld({}, { restart: true, mode: 'observe' });

    await rotate(observing, 'two');

    expect(observing.writes).toEqual([]);
    expect(observing.queue.nextAt()).toBeUndefined();
  });
});

describe('whether a workload reads a Secret', () => {
  const rotated = new Map([['app', { version: '7', before: '6' }]]);
  it.each<[string, Fields]>([
    ['a volume', { containers: [], volumes: [{ secret: { secretName: 'app' } }] }],
    [
      'a projected volume',
      { containers: [], volumes: [{ projected: { sources: [{ secret: { name: 'app' } }] } }] },
    ],
    ['all its variables', { containers: [{ envFrom: [{ secretRef: { name: 'app' } }] }] }],
    [
      'an init container',
      { containers: [], initContainers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'app' } } }] }] },
    ],
  ])('is seen in %s', (_title, pod) => {
    expect(decideRestart(deployment({}, {}, pod), rotated)).toMatchObject({
      kind: 'restart',
      secrets: ['app'],
    });
  });

  it('and one that only an operator replaces Pods of is skipped', () => {
    const object = deployment({ updateStrategy: { type: 'OnDelete' } });

    expect(decideRestart(object, rotated)).toMatchObject({ kind: 'skip', reason: 'OnDelete' });
  });

  it('a mark that is no JSON counts as none, and marks of Secrets that are no longer read go', () => {
    const marked = (text: string) => {
      const object = deployment();
      const spec = object['spec'] as { template: { metadata: object } };
      const metadata = { ...spec.template.metadata, annotations: { 'sluice/restarted-for': text } };
      return { ...object, spec: { ...spec, template: { ...spec.template, metadata } } };
    };
    const patch = {
      spec: { template: { metadata: { annotations: { 'sluice/restarted-for': '{"app":"7"}' } } } },
    };

    expect(decideRestart(marked('{'), rotated)).toMatchObject({ patch });
    expect(decideRestart(marked('{"gone":"3","app":"6"}'), rotated)).toMatchObject({ patch });
    expect(decideRestart(marked('{"app":"7"}'), rotated)).toEqual({ kind: 'none' });
  });
});
