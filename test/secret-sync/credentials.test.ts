import { describe, expect, it } from 'vitest';
import type { AwsIdentity } from '../../lambdas/core/aws-ports.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { EVENT, SECRET } from '../../lambdas/core/resources.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import {
  EXTERNAL_SECRET_V1,
  externalSecret,
  NAMESPACE,
  NAMESPACED_STORE_V1,
  STORE_V1,
  store,
} from './objects.ts';
import { createWorld, type World } from './world.ts';

const ROLE = 'arn:aws:iam::123456789012:role/reader';
const HOP = 'arn:aws:iam::123456789012:role/hop';
const keyRef = (key: string, more: object = {}) => ({ name: 'aws', key, ...more });
const KEYS = {
  auth: {
    secretRef: { accessKeyIDSecretRef: keyRef('id'), secretAccessKeySecretRef: keyRef('key') },
  },
};

function tenantStore(aws: object): KubernetesObject {
  const object = store(aws as Record<string, unknown>);
  return { ...object, kind: 'SecretStore', metadata: { name: 'aws-ssm', namespace: NAMESPACE } };
}

function keySecret(data: Readonly<Record<string, string>>, namespace = NAMESPACE): KubernetesObject {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'aws', namespace },
    data: Object.fromEntries(encoded),
  };
}

/** A world with parameter `/app/a`, the store, and one ExternalSecret; not swept yet. */
async function worldWith(storeObject: KubernetesObject, config: Partial<SecretSyncConfig> = {}) {
  const world = await createWorld(config);
  world.put('/app/a', 'one');
  const isTenant = storeObject.kind === 'SecretStore';
  await world.apply(isTenant ? NAMESPACED_STORE_V1 : STORE_V1, storeObject);
  const ref = { secretStoreRef: { name: 'aws-ssm', kind: storeObject.kind } };
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, ref));
  return world;
}

async function readyOfStore(world: World, tenant = false): Promise<string> {
  const object = await world.find(tenant ? NAMESPACED_STORE_V1 : STORE_V1, 'aws-ssm');
  const { conditions = [], capabilities } = (object?.['status'] ?? {}) as {
    conditions?: { status: string; reason: string; message: string }[];
    capabilities?: string;
  };
  const [one] = conditions;
  return `${one?.status} ${one?.reason} ${capabilities ?? 'none'}: ${one?.message}`;
}

describe('roles of a store', () => {
  it('are assumed in order, options with the last one only', async () => {
    const options = {
      role: ROLE,
      additionalRoles: [HOP],
      externalID: 'ext',
      sessionTags: [{ key: 'team', value: 'core' }],
      transitiveTagKeys: ['team'],
      sessionTagsPolicy: 'Custom',
      customSessionTags: { stage: 'dev' },
    };
    const world = await worldWith(store(options), { roles: [{ role: HOP }] });
    const asked: AwsIdentity[] = [];
    const { of } = world.stores;
    world.stores.of = (identity) => {
      asked.push(identity);
      return of(identity);
    };

    await world.sweep();

    expect(asked[0]?.chain).toEqual([
      { roleArn: HOP },
      {
        roleArn: ROLE,
        externalId: 'ext',
        sessionTags: {
          team: 'core',
          stage: 'dev',
          esoNamespace: NAMESPACE,
          esoStoreName: 'aws-ssm',
          esoStoreKind: 'ClusterSecretStore',
        },
        transitiveTagKeys: ['team'],
      },
    ]);
    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await readyOfStore(world)).toBe('True Valid ReadWrite: store validated');
  });

  it('must be granted, or any store could name any role that trusts the function', async () => {
    const world = await worldWith(store({ role: ROLE }));

    await world.sweep();

    expect(await world.ready()).toContain(`add to secrets.roles: {"role":"${ROLE}"}`);
    expect(await readyOfStore(world)).toMatch(/^False InvalidProviderConfig none: unable to create client/);
    expect(world.stores.calls).toEqual([]);
  });

  it('of a SecretStore must each be granted to its namespace', async () => {
    const roles = [{ role: HOP, namespaces: [NAMESPACE] }, { role: ROLE }];
    const world = await worldWith(tenantStore({ role: ROLE, additionalRoles: [HOP] }), { roles });

    await world.sweep();

    expect(await world.ready()).toContain(`{"role":"${ROLE}","namespaces":["${NAMESPACE}"]}`);
    expect(world.stores.calls).toEqual([]);
  });

  it('of a SecretStore read what their own policy lets them, without a prefix of the function', async () => {
    const roles = [{ role: ROLE, namespaces: [NAMESPACE] }];
    const world = await worldWith(tenantStore({ role: ROLE }), { roles, prefixes: ['/elsewhere/'] });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    const reads = world.stores.calls.filter(({ service }) => service === 'ssm');
    expect(new Set(reads.map((call) => call.as))).toEqual(new Set([ROLE]));
  });

  it('that refuse are told once in the store, with an Event beside each new failure, and asked once a run', async () => {
    const world = await worldWith(store({ role: ROLE }), { roles: [{ role: ROLE }] });
    for (let index = 0; index < 25; index += 1) world.put(`/app/n${index}`, 'x');
    const many = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [`n${index}`, `/app/n${index}`]),
    );
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('many', many));
    world.stores.refuseRole = () => new AwsServiceError('AccessDenied', 'not authorized', 403);

    await world.sweep();

    expect(await readyOfStore(world)).toBe(
      `False InvalidProviderConfig none: unable to validate store: AssumeRole of role ${ROLE}: AccessDenied: not authorized`,
    );
    expect(await world.ready()).toContain('AccessDenied: not authorized');
    expect(await world.ready('many')).toContain('AccessDenied: not authorized');
    // One read that found no credentials, and the store's own check.
    expect(world.stores.calls.map(({ action }) => action)).toEqual(['GetParameters', 'AssumeRole']);
    const events = (await world.api.list(EVENT)).filter(
      (event) => event['reason'] === 'InvalidProviderConfig',
    );
    expect(events).toHaveLength(1);

    world.stores.refuseRole = undefined;
    await world.sweep();
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
    expect(await readyOfStore(world)).toBe('True Valid ReadWrite: store validated');
  });

  it('that STS throttles leave the store as it was', async () => {
    const world = await worldWith(store({ role: ROLE }), { roles: [{ role: ROLE }] });
    await world.sweep();
    world.stores.refuseRole = () => new AwsServiceError('Throttling', 'Rate exceeded', 400);

    world.restart();
    await world.sweep();

    expect(await readyOfStore(world)).toBe('True Valid ReadWrite: store validated');
  });
});

describe('static keys of a store', () => {
  it('come from the Secret in its own namespace', async () => {
    const world = await worldWith(tenantStore(KEYS), { prefixes: ['/elsewhere/'] });
    await world.apply(SECRET, keySecret({ id: 'AKIATENANT', key: 'very secret' }));

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(new Set(world.stores.calls.map((call) => call.as))).toEqual(new Set(['AKIATENANT']));
    expect(await readyOfStore(world, true)).toBe('True Valid ReadWrite: store validated');
    expect(world.logged.join('\n')).not.toContain('very secret');
  });

  it('of a ClusterSecretStore without a namespace come from the namespace of the ExternalSecret', async () => {
    const world = await worldWith(store(KEYS));
    await world.apply(SECRET, keySecret({ id: 'AKIACALLER', key: 'k' }));

    await world.sweep();

    expect(world.stores.calls[0]?.as).toBe('AKIACALLER');
  });

  it('in another namespace than a SecretStore are refused, where ESO reads its own instead', async () => {
    const foreign = {
      auth: {
        secretRef: { ...KEYS.auth.secretRef, accessKeyIDSecretRef: keyRef('id', { namespace: 'other' }) },
      },
    };
    const world = await worldWith(tenantStore(foreign));
    await world.apply(SECRET, keySecret({ id: 'AKIATENANT', key: 'k' }));

    await world.sweep();

    expect(await world.ready()).toContain(
      'accessKeyIDSecretRef.namespace "other" must be the store\'s own, "team"',
    );
    expect(world.stores.calls).toEqual([]);
    expect(world.requests.some(({ path }) => path.includes('/secrets/aws'))).toBe(false);
  });

  it('that are missing name the key, and work as soon as they are there', async () => {
    const world = await worldWith(tenantStore(KEYS));
    await world.apply(SECRET, keySecret({ id: 'AKIATENANT' }));

    await world.sweep();
    expect(await world.ready()).toContain(
      'could not fetch SecretAccessKey secret: cannot find secret data for key: "key"',
    );
    expect(await readyOfStore(world, true)).toContain(
      'False InvalidProviderConfig none: unable to create client',
    );

    await world.apply(SECRET, keySecret({ id: 'AKIATENANT', key: 'k' }));
    await world.sweep();
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });

  it('that RBAC does not let us read are refused with the binding to apply', async () => {
    const world = await worldWith(tenantStore(KEYS));
    const status = { kind: 'Status', reason: 'Forbidden', message: 'secrets "aws" is forbidden', code: 403 };
    world.before = (request) =>
      request.path.includes('/secrets/aws')
        ? { status: 403, headers: {}, body: JSON.stringify(status) }
        : undefined;

    await world.sweep();

    expect(await world.ready()).toMatch(/^False SecretSyncedError: .*--group=sluice:secrets$/);
    expect(world.stores.calls).toEqual([]);
  });

  it('are not read for events that concern other stores', async () => {
    const world = await worldWith(tenantStore(KEYS));
    await world.apply(SECRET, keySecret({ id: 'AKIATENANT', key: 'k' }));
    await world.sweep();
    world.requests.splice(0);

    await world.changed('/app/other');

    expect(world.requests.some(({ path }) => path.includes('/secrets/'))).toBe(false);
  });
});
