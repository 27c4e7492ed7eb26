import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { ANNOTATION, LABEL } from '../../lambdas/core/secrets/marks.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

const reference = { namespace: NAMESPACE, name: 'app' };

/** A Secret made by hand, and an ExternalSecret that wants it. */
async function handMade(data: Readonly<Record<string, string>>, target: object = {}): Promise<World> {
  const world = await createWorld();
  world.put('/app/a', 'one');
  await world.apply(STORE_V1, store());
  await world.apply(SECRET, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'app', namespace: NAMESPACE, labels: { mine: '1' } },
    data,
  } as KubernetesObject);
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { target }));
  return world;
}

describe('a Secret made by hand (DESIGN 4.7)', () => {
  it.each(['Owner', 'Orphan'])('is not adopted under %s when a key would be lost', async (creationPolicy) => {
    const world = await handMade({ a: 'b2xk', b: 'a2VlcA==' }, { creationPolicy });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'old', b: 'keep' });
    expect(await world.ready()).toContain('False AdoptionWouldLoseKeys');
    expect(await world.ready()).toContain('its keys b;');
  });

  it('is not adopted on the strength of the label that ESO puts on whatever it looks at', async () => {
    const world = await handMade({ a: 'b2xk', b: 'a2VlcA==' });
    await world.api.patch(SECRET, reference, { metadata: { labels: { [LABEL.managed]: 'true' } } });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'old', b: 'keep' });
  });

  it('is adopted when no key is lost', async () => {
    const world = await handMade({ a: 'b2xk' });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect((await world.secret())?.metadata.labels?.['mine']).toBe('1');
  });

  it('is adopted with loss once a person says so on the Secret', async () => {
    const world = await handMade({ a: 'b2xk', b: 'a2VlcA==' });
    await world.sweep();
    await world.api.patch(SECRET, reference, { metadata: { annotations: { [ANNOTATION.adopt]: 'true' } } });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('keeps its keys under Merge', async () => {
    const world = await handMade({ a: 'b2xk', b: 'a2VlcA==' }, { creationPolicy: 'Merge' });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one', b: 'keep' });
  });
});

describe('taking over from ESO', () => {
  it('a Secret with the marks and the right data is not written', async () => {
    const world = await createSyncedWorld();
    const eso = await world.secret();
    const { [ANNOTATION.sourceVersions]: _ours, ...annotations } = eso?.metadata.annotations ?? {};
    await world.api.patch(SECRET, reference, {
      metadata: { annotations: { [ANNOTATION.sourceVersions]: null } },
    });
    world.restart();

    await world.sweep();

    expect(world.writes).toEqual([]);
    expect((await world.secret())?.metadata.annotations).toEqual(annotations);
  });

  it('keeps MD5 where an older ESO wrote it', async () => {
    const world = await createSyncedWorld();
    const md5 = createHash('md5').update('map[a:[111 110 101]]').digest('hex');
    await world.api.patch(SECRET, reference, { metadata: { annotations: { [ANNOTATION.dataHash]: md5 } } });

    await world.sweep();

    expect(world.writes).toEqual([]);
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    const hash = (await world.secret())?.metadata.annotations?.[ANNOTATION.dataHash];
    expect(hash).toBe(createHash('md5').update('map[a:[116 119 111]]').digest('hex'));
  });

  it('copies no marks of kubectl and Argo CD, and no annotation of ours', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    const annotations = {
      'argocd.argoproj.io/tracking-id': 'web:external-secrets.io/ExternalSecret:team/app',
      'sluice/source-versions': '{}',
      note: 'copied',
    };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, {}, { annotations }));

    await world.sweep();

    const copied = (await world.secret())?.metadata.annotations ?? {};
    expect(copied['note']).toBe('copied');
    expect(copied).not.toHaveProperty(['argocd.argoproj.io/tracking-id']);
    expect(copied['sluice/source-versions']).not.toBe('{}');
  });

  it('leaves marks that ESO had copied until something else changes', async () => {
    const world = await createSyncedWorld();
    const tracking = { 'argocd.argoproj.io/tracking-id': 'web:x' };
    await world.api.patch(SECRET, reference, { metadata: { annotations: tracking } });

    await world.sweep();

    expect(world.writes).toEqual([]);
  });
});

describe('labels and annotations', () => {
  it('follow the ExternalSecret, removals included, and leave those of others alone', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store());
    const labels = { team: 'x', tier: 'db' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, {}, { labels }));
    await world.sweep();
    await world.api.patch(SECRET, reference, { metadata: { labels: { hand: 'made' } } });
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a' }, {}, { labels: { team: 'y' } }),
    );

    await world.sweep();

    const kept = (await world.secret())?.metadata.labels ?? {};
    expect(kept).toMatchObject({ team: 'y', hand: 'made' });
    expect(kept).not.toHaveProperty('tier');
  });
});

describe('a target that is renamed', () => {
  it('has its old Secret removed after the new one is there, by status.binding', async () => {
    const world = await createSyncedWorld();
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a' }, { target: { name: 'new' } }),
    );

    await world.sweep();

    expect((await world.secret('new'))?.text).toEqual({ a: 'one' });
    expect(await world.secret('app')).toBeUndefined();
    const order = world.writes.map((write) => write.split('/secrets')[0]?.split(' ')[0]);
    expect(order.indexOf('POST')).toBeLessThan(order.indexOf('DELETE'));
  });

  it('keeps an old Secret that is no longer its own', async () => {
    const world = await createSyncedWorld();
    await world.api.patch(SECRET, reference, { metadata: { ownerReferences: null } });
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a' }, { target: { name: 'new' } }),
    );

    await world.sweep();

    expect((await world.secret('app'))?.text).toEqual({ a: 'one' });
  });
});

describe('two claimants of one Secret', () => {
  it('under Orphan: the older keeps it, the other is told, and nothing loops', async () => {
    const world = await createSyncedWorld({ target: { creationPolicy: 'Orphan' } });
    world.put('/app/b', 'b');
    world.clock.advance(1_000);
    const target = { name: 'app', creationPolicy: 'Orphan' };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('younger', { b: '/app/b' }, { target }));

    await world.sweep();
    world.writes.splice(0);
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready('younger')).toContain('target is owned by another ExternalSecret');
    expect(world.writes).toEqual([]);
  });
});

describe('a forbidden Secret', () => {
  it('is reported with the RoleBinding to apply', async () => {
    const world = await createSyncedWorld();
    const message =
      'secrets "app" is forbidden: User "sluice:secrets" cannot get resource "secrets" in API group ""';
    world.before = (request) =>
      request.path.includes('/secrets/')
        ? {
            status: 403,
            headers: {},
            body: JSON.stringify({ kind: 'Status', reason: 'Forbidden', message, code: 403 }),
          }
        : undefined;

    await world.sweep();

    expect(await world.ready()).toContain('False Forbidden: could not update secret');
    expect(await world.ready()).toContain(
      'kubectl --namespace team create rolebinding sluice-secrets-target --clusterrole=sluice-secrets-target --group=sluice:secrets',
    );
  });
});
