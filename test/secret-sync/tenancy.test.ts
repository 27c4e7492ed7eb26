import { describe, expect, it } from 'vitest';
import type { AwsIdentity } from '../../lambdas/core/aws-ports.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import {
  EXTERNAL_SECRET_V1,
  externalSecret,
  NAMESPACE,
  NAMESPACED_STORE_V1,
  STORE_V1,
  store,
} from './objects.ts';
import { createWorld, type World } from './world.ts';

const ROLE = 'arn:aws:iam::123456789012:role/team';
const jwt = (ref: object) => ({ auth: { jwt: { serviceAccountRef: ref } } });

function namespacedStore(aws: object = {}) {
  return {
    ...store(),
    kind: 'SecretStore',
    metadata: { name: 'aws-ssm', namespace: NAMESPACE },
    spec: { provider: { aws: { service: 'ParameterStore', region: 'ap-northeast-2', ...aws } } },
  };
}

const OWN_STORE = { secretStoreRef: { name: 'aws-ssm', kind: 'SecretStore' } };

/** A world with parameter `/app/a`, the given store, and one ExternalSecret swept once. */
async function sweptWorld(
  config: Partial<SecretSyncConfig>,
  { storeObject, spec = {}, key = '/app/a' }: { storeObject: object; spec?: object; key?: string },
): Promise<World> {
  const world = await createWorld(config);
  world.put('/app/a', 'one');
  world.put('/other/a', 'theirs');
  const object = storeObject as ReturnType<typeof store>;
  await world.apply(object.kind === 'SecretStore' ? NAMESPACED_STORE_V1 : STORE_V1, object);
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: key }, { ...spec }));
  await world.sweep();
  return world;
}

/** Refused before any call, with the line to add to the configuration. */
async function expectRefused(world: World, line: string): Promise<void> {
  expect(await world.ready()).toMatch(/^False (InvalidProviderConfig|KeyNotGranted)/);
  expect(await world.ready()).toContain(line);
  expect(world.stores.calls).toEqual([]);
  expect(await world.secret()).toBeUndefined();
}

describe('tenancy (DESIGN 4.5, I11)', () => {
  it('refuses a SecretStore without auth in a namespace that is not granted', async () => {
    const world = await sweptWorld({}, { storeObject: namespacedStore(), spec: OWN_STORE });

    await expectRefused(world, 'secrets.namespaces: {"name":"team"');
  });

  it('serves it where the namespace is granted, below its prefixes only', async () => {
    const namespaces = [{ name: NAMESPACE, prefixes: ['/app/'] }];
    const world = await sweptWorld({ namespaces }, { storeObject: namespacedStore(), spec: OWN_STORE });

    expect((await world.secret())?.text).toEqual({ a: 'one' });
  });

  it('refuses a key outside the prefixes of the namespace', async () => {
    const config = { prefixes: ['/app/', '/other/'], namespaces: [{ name: NAMESPACE, prefixes: ['/app/'] }] };
    const world = await sweptWorld(config, {
      storeObject: namespacedStore(),
      spec: OWN_STORE,
      key: '/other/a',
    });

    await expectRefused(world, '/other/a is outside the prefixes');
  });

  it('refuses a key outside the prefixes of the function, whoever asks', async () => {
    const world = await sweptWorld({}, { storeObject: store(), key: '/other/a' });

    await expectRefused(world, '/other/a is outside the prefixes');
  });

  it('judges the name with the prefix of the store in front', async () => {
    const world = await sweptWorld({}, { storeObject: store({ prefix: '/other' }), key: '/a' });

    await expectRefused(world, '/other/a is outside the prefixes');
  });

  it('judges the name inside an ARN', async () => {
    const key = 'arn:aws:ssm:ap-northeast-2:123456789012:parameter/other/a';
    const world = await sweptWorld({}, { storeObject: store(), key });

    await expectRefused(world, 'is outside the prefixes');
  });

  it('refuses a service account that is mapped to no role', async () => {
    const storeObject = store(jwt({ name: 'reader', namespace: 'vault' }));
    const world = await sweptWorld({}, { storeObject });

    await expectRefused(world, '{"namespace":"vault","serviceAccount":"reader","role":');
  });

  it('assumes the mapped role with session tags for namespace and store', async () => {
    const identities = [{ namespace: 'vault', serviceAccount: 'reader', role: ROLE }];
    const storeObject = store(jwt({ name: 'reader', namespace: 'vault' }));
    const seen: AwsIdentity[] = [];
    const world = await createWorld({ identities });
    world.stores.refuseRole = (identity) => {
      seen.push(identity);
      return undefined;
    };
    world.put('/app/a', 'one');
    await world.apply(STORE_V1, storeObject);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(seen[0]).toEqual({
      region: 'ap-northeast-2',
      roleArn: ROLE,
      sessionTags: { namespace: NAMESPACE, store: 'ClusterSecretStore/aws-ssm' },
    });
  });

  it('lets a ClusterSecretStore that refers to its caller serve only granted namespaces', async () => {
    const identities = [{ namespace: NAMESPACE, serviceAccount: 'reader', role: 'function' }];
    const storeObject = store(jwt({ name: 'reader' }));
    const refused = await sweptWorld({ identities }, { storeObject });
    await expectRefused(refused, 'secrets.namespaces: {"name":"team"');

    const namespaces = [{ name: NAMESPACE, prefixes: ['/app/'] }];
    const served = await sweptWorld({ identities, namespaces }, { storeObject });
    expect((await served.secret())?.text).toEqual({ a: 'one' });
  });

  it('keeps the caller to its own prefixes where the store goes on to another role', async () => {
    const mapped = { namespace: NAMESPACE, serviceAccount: 'app', role: ROLE };
    const config = { identities: [mapped], namespaces: [{ name: NAMESPACE, prefixes: ['/app/'] }] };
    const next = 'arn:aws:iam::123456789012:role/next';
    const storeObject = store({ ...jwt({ name: 'app' }), role: next });

    const world = await sweptWorld(config, { storeObject, key: '/other/a' });

    await expectRefused(world, 'parameter /other/a is outside the prefixes granted to namespace "team"');
  });

  it('refuses a service account of another namespace in a SecretStore', async () => {
    const identities = [{ namespace: 'vault', serviceAccount: 'reader', role: 'function' }];
    const storeObject = namespacedStore(jwt({ name: 'reader', namespace: 'vault' }));
    const world = await sweptWorld({ identities }, { storeObject, spec: OWN_STORE });

    await expectRefused(world, 'serviceAccountRef.namespace');
  });

  it('refuses a region that is not configured', async () => {
    const world = await sweptWorld({}, { storeObject: store({ region: 'us-east-1' }) });

    await expectRefused(world, 'secrets.regions: ["us-east-1"]');
  });

  it('leaves stores of other controllers and their ExternalSecrets untouched', async () => {
    const world = await sweptWorld({}, { storeObject: store({}, 'aws-ssm', { controller: 'someone-else' }) });

    expect(world.writes).toEqual([]);
    expect(world.stores.calls).toEqual([]);
  });

  it('leaves what names no store class to ESO while only our own class is served', async () => {
    const world = await sweptWorld({ storeClasses: ['sluice'] }, { storeObject: store() });

    expect(world.writes).toEqual([]);
  });
});
