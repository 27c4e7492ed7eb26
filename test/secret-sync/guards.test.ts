import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

/** Rules that no other test misses when they are switched off (npm run test:needed). */

const FINALIZER = 'externalsecrets.external-secrets.io/externalsecret-cleanup';
const APP = { namespace: NAMESPACE, name: 'app' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

function secret(
  name: string,
  data: Readonly<Record<string, string>>,
  metadata: object = {},
): KubernetesObject {
  const encoded = Object.entries(data).map(([key, text]) => [key, base64(text)]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE, ...metadata },
    type: 'Opaque',
    data: Object.fromEntries(encoded),
  };
}

/** Deletes the ExternalSecret behind its finalizer, and sweeps. */
async function deleteAndSweep(world: World): Promise<void> {
  expect(await world.api.delete(EXTERNAL_SECRET_V1, APP)).toBeUndefined();
  await world.sweep();
}

describe("what is somebody else's", () => {
  it('a store of another provider, and what reads through it, is left alone', async () => {
    const world = await createWorld();
    const foreign = { ...store(), spec: { provider: { gcpsm: { projectID: 'p' } } } };
    await world.apply(STORE_V1, foreign);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    await world.sweep();

    expect(await world.ready()).toBe('none');
    expect(world.writes).toEqual([]);
  });

  it('a Secret that another ExternalSecret controls is not written', async () => {
    const world = await createSyncedWorld();
    world.put('/app/b', 'two');
    const spec = { target: { name: 'app' } };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('late', { b: '/app/b' }, spec));

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready('late')).toContain('secret is owned by another ExternalSecret: app');
  });

  it('a Secret that another controller owns is not taken over, even without loss', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    const owner = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      name: 'web',
      uid: 'u',
      controller: true,
    };
    await world.apply(SECRET, secret('app', { a: 'theirs' }, { ownerReferences: [owner] }));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'theirs' });
    expect(await world.ready()).toContain('already owned by another Certificate controller web');
  });

  it('with the finalizer goes no Secret that the ExternalSecret does not control', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    await world.apply(SECRET, secret('app', { a: 'theirs' }));
    const metadata = { finalizers: [FINALIZER] };
    const spec = { target: { deletionPolicy: 'Delete' } };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, spec, metadata));

    await deleteAndSweep(world);

    expect(await world.find(EXTERNAL_SECRET_V1, 'app')).toBeUndefined();
    expect((await world.secret())?.text).toEqual({ a: 'theirs' });
  });

  it('a Secret made by hand between the look and the deletion is not deleted', async () => {
    const world = await createSyncedWorld({ target: { deletionPolicy: 'Delete' } });
    world.remove('/app/a');
    await world.changed('/app/a', 'Delete');
    const path = `/api/v1/namespaces/${NAMESPACE}/secrets`;
    world.before = async ({ method, path: asked }) => {
      if (method !== 'DELETE' || !asked.startsWith(`${path}/app`)) return undefined;
      world.before = undefined;
      await world.api.delete(SECRET, APP);
      await world.apply(SECRET, secret('app', { by: 'hand' }));
      return undefined;
    };

    await world.deliver();

    expect((await world.secret())?.text).toEqual({ by: 'hand' });
  });
});

describe('the order of reads and writes', () => {
  it('a Secret whose parameter moved is read again before the value is', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    const decryptedBefore: number[] = [];
    world.before = ({ method, path }) => {
      if (method !== 'GET' || !path.startsWith(`/api/v1/namespaces/${NAMESPACE}/secrets/`)) return undefined;
      const decrypted = world.stores.calls.filter(({ params }) => params['WithDecryption'] === true);
      decryptedBefore.push(decrypted.length);
      return undefined;
    };

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'two' });
    expect(decryptedBefore).toEqual([0, 0]);
  });

  it('the old Secret of a renamed target stays while the new one cannot be written', async () => {
    const world = await createSyncedWorld();
    await world.apply(SECRET, secret('taken', { other: 'theirs' }));
    const spec = { target: { name: 'taken' } };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, spec));

    await world.sweep();

    expect((await world.secret('taken'))?.text).toEqual({ other: 'theirs' });
    expect((await world.secret('app'))?.text).toEqual({ a: 'one' });
  });
});

describe('what is granted', () => {
  it('is the tree below a prefix, and not a neighbour whose name begins alike', async () => {
    const world = await createWorld({ prefixes: ['/app'] });
    world.put('/apple/a', 'theirs');
    await world.apply(STORE_V1, store());
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/apple/a' }));

    await world.sweep();

    expect(await world.secret()).toBeUndefined();
    expect(world.stores.calls).toEqual([]);
  });
});

describe('what deletes nothing', () => {
  it('deletionPolicy Delete under Orphan says that it needs Owner', async () => {
    const world = await createSyncedWorld({ target: { creationPolicy: 'Orphan', deletionPolicy: 'Delete' } });
    world.remove('/app/a');

    await world.changed('/app/a', 'Delete');
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready()).toContain('creationPolicy=Orphan is not Owner');
  });

  it('an answer that leaves out a name which was asked for', async () => {
    const world = await createSyncedWorld({ target: { deletionPolicy: 'Delete' } });
    const { of } = world.stores;
    const silent: typeof of = (identity) => ({
      ...of(identity),
      getParameters: async () => ({ parameters: [], invalid: [] }),
    });
    Object.assign(world.stores, { of: silent });

    await world.changed('/app/a', 'Delete');
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready()).toContain('True SecretSynced');
  });
});
