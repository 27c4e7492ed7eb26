import { describe, expect, it } from 'vitest';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { CLUSTER_EXTERNAL_SECRET, NAMESPACE as NAMESPACE_TYPE } from '../../lambdas/core/resources.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

const OWNER_V1: ResourceType = { ...CLUSTER_EXTERNAL_SECRET, version: 'v1' };

function owner(spec: object = {}, metadata: object = {}): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterExternalSecret',
    metadata: { name: 'shared', ...metadata },
    spec: {
      namespaces: [NAMESPACE],
      externalSecretSpec: externalSecret('x', { a: '/app/a' })['spec'],
      ...spec,
    },
  };
}

async function worldWith(object: KubernetesObject, config: Partial<SecretSyncConfig> = {}): Promise<World> {
  const world = await createWorld({ clusterExternalSecrets: true, ...config });
  world.put('/app/a', 'one');
  await world.apply(STORE_V1, store());
  await world.apply(OWNER_V1, object);
  return world;
}

async function namespace(
  world: World,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  await world.apply(NAMESPACE_TYPE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
}

async function statusOf(world: World): Promise<Record<string, unknown>> {
  return ((await world.find(OWNER_V1, 'shared'))?.['status'] ?? {}) as Record<string, unknown>;
}

async function children(world: World): Promise<readonly string[]> {
  const all = await world.api.list(EXTERNAL_SECRET_V1);
  return all.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
}

describe('a ClusterExternalSecret', () => {
  it('gets its ExternalSecrets made and their Secrets filled in one run, and is quiet then', async () => {
    const world = await worldWith(owner());

    await world.sweep();

    expect((await world.secret('shared'))?.text).toEqual({ a: 'one' });
    expect(await statusOf(world)).toMatchObject({
      externalSecretName: 'shared',
      provisionedNamespaces: [NAMESPACE],
      conditions: [{ type: 'Ready', status: 'True' }],
    });
    world.writes.splice(0);
    await world.sweep();
    world.restart();
    await world.sweep();
    expect(world.writes).toEqual([]);
  });

  it('is left alone where it is not configured', async () => {
    const world = await worldWith(owner(), { clusterExternalSecrets: false });

    await world.sweep();

    expect(await children(world)).toEqual([]);
    expect(await statusOf(world)).toEqual({});
  });

  it('in observe mode only reports what it would make', async () => {
    const world = await worldWith(owner(), { mode: 'observe' });

    const report = await world.sweep();

    expect(world.writes).toEqual([]);
    expect(report).toContainEqual(
      expect.objectContaining({
        subject: `ExternalSecret/${NAMESPACE}/shared`,
        action: 'created',
        dryRun: true,
      }),
    );
  });

  it('follows its selectors: namespaces that match get a child, those that stop lose it', async () => {
    const selectors = {
      namespaces: [],
      namespaceSelectors: [
        { matchLabels: { team: 'a' } },
        { matchExpressions: [{ key: 'also', operator: 'Exists' }] },
      ],
    };
    const world = await worldWith(owner(selectors));
    await namespace(world, 'one', { team: 'a' });
    await namespace(world, 'two', { also: '' });
    await namespace(world, 'three', { team: 'b' });
    await world.sweep();
    expect(await children(world)).toEqual(['one/shared', 'two/shared']);

    await namespace(world, 'one', { team: 'b' });
    await world.sweep();

    expect(await children(world)).toEqual(['two/shared']);
    expect((await statusOf(world))['provisionedNamespaces']).toEqual(['two']);
  });

  it('never touches an ExternalSecret of that name that somebody else made', async () => {
    const world = await worldWith(owner());
    world.put('/app/b', 'theirs');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('shared', { b: '/app/b' }));

    await world.sweep();

    expect((await world.secret('shared'))?.text).toEqual({ b: 'theirs' });
    expect(await statusOf(world)).toMatchObject({
      failedNamespaces: [{ namespace: NAMESPACE, reason: 'external secret already exists in namespace' }],
      conditions: [{ status: 'False', message: expect.stringContaining('one or more namespaces failed') }],
    });
  });

  it('renames its children, changes their spec, and passes force-sync on without losing a pause', async () => {
    const world = await worldWith(owner());
    await world.sweep();
    await world.api.patch(
      EXTERNAL_SECRET_V1,
      { namespace: NAMESPACE, name: 'shared' },
      { metadata: { annotations: { 'sluice/pause': 'true' } } },
    );
    const spec = { ...(externalSecret('x', { b: '/app/a' })['spec'] as object) };
    await world.apply(
      OWNER_V1,
      owner({ externalSecretSpec: spec }, { annotations: { 'external-secrets.io/force-sync': '1' } }),
    );
    await world.sweep();
    const child = await world.find(EXTERNAL_SECRET_V1, 'shared');
    expect(child?.metadata.annotations).toEqual({
      'sluice/pause': 'true',
      'external-secrets.io/force-sync': '1',
    });
    expect(JSON.stringify(child?.['spec'])).toContain('"secretKey":"b"');

    await world.apply(OWNER_V1, owner({ externalSecretName: 'renamed' }));
    await world.sweep();
    expect(await children(world)).toEqual([`${NAMESPACE}/renamed`]);
  });

  it('that is being deleted is released from the finalizer of ESO, and ours is never added', async () => {
    const finalizers = ['externalsecrets.external-secrets.io/clusterexternalsecret-cleanup'];
    const world = await worldWith(owner({}, { finalizers }));
    await world.sweep();
    expect((await world.find(OWNER_V1, 'shared'))?.metadata.finalizers).toEqual(finalizers);

    await world.api.delete(OWNER_V1, { name: 'shared' });
    await world.sweep();

    expect(await world.find(OWNER_V1, 'shared')).toBeUndefined();
  });

  it('is settled by its own event, without waiting for a sweep', async () => {
    const world = await worldWith(owner());

    world.queue.put([
      {
        sluice: 'object',
        group: 'external-secrets.io',
        kind: 'ClusterExternalSecret',
        name: 'shared',
        operation: 'CREATE',
        at: world.clock.now(),
      },
    ]);
    await world.deliver();

    expect((await world.secret('shared'))?.text).toEqual({ a: 'one' });
  });
});
