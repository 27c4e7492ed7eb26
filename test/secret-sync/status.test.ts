import { describe, expect, it } from 'vitest';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { EVENT } from '../../lambdas/core/resources.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, STORE_V1, store } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

const MINUTE = 60_000;

function fail(world: World, code: string, status = 400): void {
  world.stores.model().hooks.intercept = () => new AwsServiceError(code, 'no', status);
}

async function eventsOf(world: World): Promise<readonly string[]> {
  const events = await world.api.list(EVENT as ResourceType);
  return events
    .filter((event) => (event['involvedObject'] as { kind: string }).kind === 'ExternalSecret')
    .map((event: KubernetesObject) => `${event['type']} ${event['reason']}`)
    .sort();
}

async function unsynced(): Promise<World> {
  const world = await createWorld();
  world.put('/app/a', 'one');
  await world.apply(STORE_V1, store());
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
  return world;
}

describe('Ready (DESIGN 4.8)', () => {
  it('is Unknown after a passing failure without an earlier success, so that Argo CD waits', async () => {
    const world = await unsynced();
    fail(world, 'ThrottlingException');

    await world.sweep();

    expect(await world.ready()).toMatch(
      /^Unknown SecretSyncedError: could not get secret data from provider: /,
    );
    expect(await eventsOf(world)).toEqual([]);
  });

  it.each(['AccessDeniedException', 'ParameterVersionNotFound'])(
    'is False at once after %s',
    async (code) => {
      const world = await unsynced();
      fail(world, code);

      await world.sweep();

      expect(await world.ready()).toMatch(
        /^False SecretSyncedError: could not get secret data from provider: .*\/app\/a/,
      );
      expect(await eventsOf(world)).toEqual(['Warning UpdateFailed']);
    },
  );

  it('stays True through passing failures for ten minutes after the last success, then is False', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    fail(world, 'InternalServerError', 500);

    for (let minute = 0; minute < 10; minute += 1) {
      await world.sweep();
      expect(await world.ready()).toMatch(/^True SecretSynced: secret synced; not verified since /);
      world.clock.advance(MINUTE);
    }
    await world.sweep();

    expect(await world.ready()).toMatch(/^False SecretSyncedError/);
  });

  it('keeps to that bound across containers', async () => {
    const world = await createSyncedWorld();
    fail(world, 'InternalServerError', 500);

    for (let minute = 0; minute < 11; minute += 1) {
      world.restart();
      await world.sweep();
      world.clock.advance(MINUTE);
    }

    expect(await world.ready()).toMatch(/^False SecretSyncedError/);
  });

  it('is written once while the same failure lasts, and once at the recovery', async () => {
    const world = await createSyncedWorld();
    fail(world, 'InternalServerError', 500);
    for (let minute = 0; minute < 3; minute += 1) await world.sweep();
    expect(world.writes).toHaveLength(1);
    world.stores.model().hooks.intercept = undefined;

    await world.sweep();

    expect(await world.ready()).toBe('True SecretSynced: secret synced');
    expect(world.writes).toHaveLength(2);
  });

  it('is True only after the Secret was written', async () => {
    const world = await unsynced();
    world.before = (request) =>
      request.method === 'POST' && request.path.includes('/secrets')
        ? {
            status: 422,
            headers: {},
            body: JSON.stringify({ kind: 'Status', reason: 'Invalid', message: 'no', code: 422 }),
          }
        : undefined;

    await world.sweep();

    expect(await world.ready()).toMatch(/^False SecretSyncedError: could not update secret/);
  });

  it('flips lastTransitionTime only with the status', async () => {
    const world = await createSyncedWorld();
    const transition = async () => {
      const object = await world.find(EXTERNAL_SECRET_V1, 'app');
      return JSON.stringify(object?.['status']).match(/"lastTransitionTime":"([^"]*)"/)?.[1];
    };
    const before = await transition();
    world.clock.advance(MINUTE);
    world.put('/app/a', 'two');

    await world.changed('/app/a');

    expect(await transition()).toBe(before);
  });
});

describe('a store', () => {
  it('that says SSM works, is Ready, and carries the warning', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store({ service: 'SSM' }));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    const status = JSON.stringify((await world.find(STORE_V1, 'aws-ssm'))?.['status']);
    expect(status).toContain('SSM is read as ParameterStore');
    expect(status).toContain('"status":"True"');
  });

  it.each([
    ['service CertificateManager', { service: 'CertificateManager' }, 'service "CertificateManager"'],
    ['service SecretsManager', { service: 'SecretsManager' }, 'add it to secrets.services'],
  ])('with the unsupported %s is not Ready and names it', async (_name, aws, path) => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, store(aws));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    await world.sweep();

    const status = JSON.stringify((await world.find(STORE_V1, 'aws-ssm'))?.['status']).replaceAll('\\', '');
    expect(status).toContain('InvalidProviderConfig');
    expect(status).toContain(path);
    expect(await world.ready()).toContain('False UnsupportedField');
    expect(world.stores.calls).toEqual([]);
  });
});

describe('Kubernetes Events', () => {
  it('tell of creation and update once each, and of nothing else', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    await world.changed('/app/a');
    await world.sweep();
    await world.sweep();

    expect(await eventsOf(world)).toEqual(['Normal Created', 'Normal Updated']);
  });

  it('that cannot be written stop nothing', async () => {
    const world = await unsynced();
    world.before = (request) =>
      request.path.includes('/events')
        ? { status: 403, headers: {}, body: '{"kind":"Status","reason":"Forbidden"}' }
        : undefined;

    await world.sweep();

    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });
});
