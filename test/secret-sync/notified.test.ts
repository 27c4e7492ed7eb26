import { describe, expect, it } from 'vitest';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { CLUSTER_EXTERNAL_SECRET, NAMESPACE as NAMESPACE_TYPE } from '../../lambdas/core/resources.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

const OWNER_V1: ResourceType = { ...CLUSTER_EXTERNAL_SECRET, version: 'v1' };

/** News of one object from the notifier; resolves to the ids of messages handed back. */
async function tell(world: World, kind: string, name: string, change: object = {}) {
  const group = ['Namespace', 'ConfigMap'].includes(kind) ? '' : 'external-secrets.io';
  const message = {
    sluice: 'object',
    group,
    kind,
    name,
    operation: 'UPDATE',
    at: world.clock.now(),
    ...change,
  };
  const record = {
    eventSource: 'aws:sqs',
    messageId: 'm1',
    receiptHandle: 'r1',
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1' },
  };
  const result = await world.invoke({ Records: [record] });
  return 'batchItemFailures' in result ? result.batchItemFailures : undefined;
}

async function label(world: World, name: string, labels: Readonly<Record<string, string>>): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  await world.apply(NAMESPACE_TYPE, namespace);
}

function owner(spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterExternalSecret',
    metadata: { name: 'shared' },
    spec: {
      namespaceSelectors: [{ matchLabels: { team: 'yes' } }],
      externalSecretSpec: externalSecret('x', { a: '/app/a' })['spec'],
      ...spec,
    },
  };
}

describe('news from the cluster', () => {
  it('of a new ExternalSecret makes its Secret, without a sweep', async () => {
    const world = await createSyncedWorld();
    world.put('/app/b', 'two');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('other', { b: '/app/b' }));

    await tell(world, 'ExternalSecret', 'other', {
      namespace: NAMESPACE,
      operation: 'CREATE',
      generation: 1,
    });

    expect((await world.secret('other'))?.text).toEqual({ b: 'two' });
    expect(world.metrics.get('ChangesFoundBySweep')).toBeUndefined();
  });

  it('of a changed ExternalSecret changes its Secret', async () => {
    const world = await createSyncedWorld();
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { renamed: '/app/a' }));

    await tell(world, 'ExternalSecret', 'app', { namespace: NAMESPACE, generation: 2 });

    expect((await world.secret())?.text).toEqual({ renamed: 'one' });
  });

  it('of a store that exists now makes the Secrets that waited for it', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
    await world.sweep();
    expect(await world.secret()).toBeUndefined();
    await world.apply(STORE_V1, store());

    await tell(world, 'ClusterSecretStore', 'aws-ssm', { operation: 'CREATE' });

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('of the labels of a Namespace lets the store’s conditions in', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    const conditions = [{ namespaceSelector: { matchLabels: { team: 'yes' } } }];
    await world.apply(STORE_V1, store({}, 'aws-ssm', { conditions }));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
    await world.sweep();
    expect(await world.secret()).toBeUndefined();
    await label(world, NAMESPACE, { team: 'yes' });

    await tell(world, 'Namespace', NAMESPACE);

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it.each([
    ['a ClusterExternalSecret', 'ClusterExternalSecret', 'shared'],
    ['a Namespace that it selects', 'Namespace', NAMESPACE],
  ])('of %s makes its ExternalSecrets and their Secrets', async (_title, kind, name) => {
    const world = await createWorld({ clusterExternalSecrets: true });
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    await world.apply(OWNER_V1, owner());
    await label(world, NAMESPACE, { team: 'yes' });

    await tell(world, kind, name);

    expect((await world.secret('shared'))?.text).toEqual({ a: 'one' });
  });

  it('of a deleted child makes it again', async () => {
    const world = await createWorld({ clusterExternalSecrets: true });
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    await world.apply(OWNER_V1, owner({ namespaces: [NAMESPACE], namespaceSelectors: [] }));
    await world.sweep();
    await world.api.delete(EXTERNAL_SECRET_V1, { namespace: NAMESPACE, name: 'shared' });

    await tell(world, 'ExternalSecret', 'shared', { namespace: NAMESPACE, operation: 'DELETE' });

    expect(await world.find(EXTERNAL_SECRET_V1, 'shared')).toBeDefined();
  });

  it.each([
    ['an update that was rejected', 'ExternalSecret', 'app', { namespace: NAMESPACE, generation: 9 }],
    ['a deletion that was rejected', 'ExternalSecret', 'app', { namespace: NAMESPACE, operation: 'DELETE' }],
    [
      'a creation that was rejected',
      'ExternalSecret',
      'never',
      { namespace: NAMESPACE, operation: 'CREATE' },
    ],
    ['the deletion of a store that is still there', 'ClusterSecretStore', 'aws-ssm', { operation: 'DELETE' }],
    ['a ConfigMap that nothing reads', 'ConfigMap', 'app', { namespace: NAMESPACE }],
    ['a kind we never asked for', 'Deployment', 'app', { namespace: NAMESPACE }],
  ])('of %s changes nothing and is not tried again', async (_title, kind, name, change) => {
    const world = await createSyncedWorld();

    expect(await tell(world, kind, name, change)).toEqual([]);

    expect(world.writes).toEqual([]);
    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(world.queue.nextAt()).toBeUndefined();
  });
});
