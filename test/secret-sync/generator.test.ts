import { describe, expect, it } from 'vitest';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { GENERATOR_KINDS, SECRET } from '../../lambdas/core/resources.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

type Kind = keyof typeof GENERATOR_KINDS;

const HOUR_MS = 3_600_000;
const REGION = { region: 'ap-northeast-2' };
const SERVED: Partial<SecretSyncConfig> = {
  generators: ['ECRAuthorizationToken', 'STSSessionToken'],
  namespaces: [{ name: NAMESPACE, prefixes: ['/app/'] }],
};

function typeOf(kind: Kind): ResourceType {
  return { ...GENERATOR_KINDS[kind], version: 'v1alpha1' };
}

function generator(kind: Kind, spec: object, name = 'g'): KubernetesObject {
  const place = kind === 'ClusterGenerator' ? {} : { namespace: NAMESPACE };
  return { apiVersion: 'generators.external-secrets.io/v1alpha1', kind, metadata: { name, ...place }, spec };
}

/** ExternalSecret `app` with what generator `g` yields. */
function generating(kind: string, spec: object = {}, entry: object = {}): KubernetesObject {
  const generatorRef = { apiVersion: 'generators.external-secrets.io/v1alpha1', kind, name: 'g' };
  const bare = { data: [], secretStoreRef: undefined, dataFrom: [{ sourceRef: { generatorRef }, ...entry }] };
  return externalSecret('app', {}, { ...bare, refreshInterval: '1h', ...spec });
}

async function worldWith(
  kind: Kind,
  generatorSpec: object,
  {
    config = SERVED,
    spec = {},
    entry = {},
  }: { config?: Partial<SecretSyncConfig>; spec?: object; entry?: object } = {},
): Promise<World> {
  const world = await createWorld(config);
  await world.apply(typeOf(kind), generator(kind, generatorSpec));
  await world.apply(EXTERNAL_SECRET_V1, generating(kind, spec, entry));
  await world.sweep();
  return world;
}

function asked(world: World): readonly string[] {
  return world.tokens.calls
    .splice(0)
    .map(({ service, action, as }) => `${service} ${action} ${as ?? 'function'}`);
}

describe('an ECRAuthorizationToken', () => {
  it('gives user, password, endpoint and end of a token', async () => {
    const world = await worldWith('ECRAuthorizationToken', REGION);

    const end = String(Math.floor(world.clock.now() / 1000) + 12 * 3_600);
    expect((await world.secret())?.text).toEqual({
      username: 'AWS',
      password: 'sandbox-token-1',
      proxy_endpoint: 'https://123456789012.dkr.ecr.ap-northeast-2.amazonaws.com',
      expires_at: end,
    });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });

  it('of scope public has no endpoint, and its keys are rewritten as any others', async () => {
    const rewrite = [{ regexp: { source: '^', target: 'ecr_' } }];
    const world = await worldWith(
      'ECRAuthorizationToken',
      { region: 'ap-northeast-2', scope: 'public' },
      { entry: { rewrite } },
    );

    expect(Object.keys((await world.secret())?.text ?? {}).sort()).toEqual([
      'ecr_expires_at',
      'ecr_password',
      'ecr_username',
    ]);
  });

  it('stands for refreshInterval, also for a cold container, and is then made anew without an alarm', async () => {
    const world = await worldWith('ECRAuthorizationToken', REGION);
    asked(world);
    world.writes.splice(0);

    world.clock.advance(HOUR_MS / 2);
    await world.sweep();
    world.restart();
    await world.sweep();
    expect(asked(world)).toEqual([]);
    expect(world.writes).toEqual([]);

    world.clock.advance(HOUR_MS / 2);
    await world.sweep();
    expect(asked(world)).toEqual(['ecr GetAuthorizationToken function']);
    expect((await world.secret())?.text['password']).toBe('sandbox-token-2');
    expect(world.metrics.get('ChangesFoundBySweep')).toBeUndefined();
  });

  it('is made anew before it ends, whatever the refreshInterval', async () => {
    const world = await worldWith('ECRAuthorizationToken', REGION, { spec: { refreshInterval: '240h' } });
    asked(world);

    world.clock.advance(10 * HOUR_MS);
    await world.sweep();
    expect(asked(world)).toEqual([]);
    world.clock.advance(HOUR_MS);
    await world.sweep();

    expect(asked(world)).toEqual(['ecr GetAuthorizationToken function']);
  });

  it('is made anew when the generator says something else, and when the Secret was edited', async () => {
    const world = await worldWith('ECRAuthorizationToken', REGION);
    await world.apply(
      typeOf('ECRAuthorizationToken'),
      generator('ECRAuthorizationToken', { region: 'us-east-1' }),
    );
    await world.sweep();
    expect(await world.ready()).toContain('secrets.regions: ["us-east-1"]');
    await world.apply(
      typeOf('ECRAuthorizationToken'),
      generator('ECRAuthorizationToken', { ...REGION, scope: 'public' }),
    );
    await world.sweep();
    expect((await world.secret())?.text['proxy_endpoint']).toBeUndefined();
    asked(world);

    const place = { namespace: NAMESPACE, name: 'app' };
    await world.api.patch(SECRET, place, { data: { password: 'eA==' } });
    await world.sweep();

    expect(asked(world)).toHaveLength(1);
    expect((await world.secret())?.text['password']).toMatch(/^sandbox-token/);
  });

  it('is asked for with the role it names, where that is granted', async () => {
    const role = 'arn:aws:iam::123456789012:role/puller';
    const roles = [{ role, namespaces: [NAMESPACE] }];
    const world = await worldWith(
      'ECRAuthorizationToken',
      { ...REGION, role },
      { config: { ...SERVED, roles } },
    );
    expect(asked(world)).toEqual([`ecr GetAuthorizationToken ${role}`]);

    const refused = await worldWith('ECRAuthorizationToken', { ...REGION, role });
    expect(await refused.ready()).toMatch(/^False InvalidProviderConfig: .*secrets\.roles/);
    expect(asked(refused)).toEqual([]);
  });

  it('comes from a ClusterGenerator, too', async () => {
    const spec = { kind: 'ECRAuthorizationToken', generator: { ecrAuthorizationTokenSpec: REGION } };
    const world = await worldWith('ClusterGenerator', spec);

    expect((await world.secret())?.text['username']).toBe('AWS');
  });
});

describe('an STSSessionToken', () => {
  const secretRef = {
    accessKeyIDSecretRef: { name: 'keys', key: 'id' },
    secretAccessKeySecretRef: { name: 'keys', key: 'secret' },
  };

  it('gives a session of the keys in a Secret of the namespace', async () => {
    const world = await createWorld(SERVED);
    const data = { id: 'QUtJQUVYQU1QTEU=', secret: 'c2VjcmV0' };
    const keys = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: NAMESPACE }, data };
    await world.apply(SECRET, keys);
    const spec = { ...REGION, auth: { secretRef }, requestParameters: { sessionDuration: 3_600 } };
    await world.apply(typeOf('STSSessionToken'), generator('STSSessionToken', spec));
    await world.apply(EXTERNAL_SECRET_V1, generating('STSSessionToken'));

    await world.sweep();

    expect(Object.keys((await world.secret())?.text ?? {}).sort()).toEqual([
      'access_key_id',
      'expiration',
      'secret_access_key',
      'session_token',
    ]);
    expect(asked(world)).toEqual(['sts GetSessionToken AKIAEXAMPLE']);
  });

  it('without long-lived keys says what STS says, and writes nothing', async () => {
    const world = await worldWith('STSSessionToken', REGION);

    expect(await world.ready()).toContain('Cannot call GetSessionToken with session credentials');
    expect(await world.secret()).toBeUndefined();
  });
});

describe('a generator', () => {
  it('takes a line in the configuration', async () => {
    const world = await worldWith('ECRAuthorizationToken', REGION, { config: {} });

    expect(await world.ready()).toMatch(
      /^False InvalidProviderConfig: .*secrets\.generators: \["ECRAuthorizationToken"\]/,
    );
  });

  it('of a kind that the configuration does not name is refused, also behind a ClusterGenerator', async () => {
    const spec = { kind: 'ECRAuthorizationToken', generator: { ecrAuthorizationTokenSpec: REGION } };
    const config: Partial<SecretSyncConfig> = { ...SERVED, generators: ['STSSessionToken'] };
    const world = await worldWith('ClusterGenerator', spec, { config });

    expect(await world.ready()).toContain('secrets.generators: ["ECRAuthorizationToken"]');
    expect(asked(world)).toEqual([]);
  });

  it('of another kind is refused by its name', async () => {
    const world = await createWorld(SERVED);
    await world.apply(EXTERNAL_SECRET_V1, generating('Password'));
    await world.sweep();

    expect(await world.ready()).toContain(
      'spec.dataFrom[0].sourceRef.generatorRef.kind "Password" is not supported',
    );
  });

  it('that is not there is a failure that names it, and stops no other key from being told', async () => {
    const world = await createWorld(SERVED);
    await world.apply(STORE_V1, store());
    await world.apply(EXTERNAL_SECRET_V1, generating('STSSessionToken'));
    await world.sweep();

    expect(await world.ready()).toContain('spec.dataFrom[0].sourceRef.generatorRef');
    expect(await world.ready()).toContain('stssessiontokens.generators.external-secrets.io "g" not found');
  });

  it('of another controller class is somebody else’s', async () => {
    const world = await worldWith('ECRAuthorizationToken', { ...REGION, controller: 'other' });

    expect(await world.ready()).toBe('none');
    expect(asked(world)).toEqual([]);
  });
});
