import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { ESO, externalSecret, secretData, store } from './secrets-objects.ts';
import { countCalls, demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const MANAGER = { kind: 'SecretStore', name: 'manager' };
const BASE = '/eco2/dev/manager/';
/** A key of the customer's, so that KMS asks for a right of its own. */
const KmsKeyId = '00000000-0000-4000-8000-000000000001';
const GENERATORS = 'generators.external-secrets.io/v1alpha1';

/** Secrets Manager, finds by tags, and generated tokens: what the configuration switches on one by one. */
export const MANAGER_STEPS: readonly Step[] = [
  {
    name: 'a secret of Secrets Manager becomes a Secret',
    async run(world) {
      const { secretsManager } = world.sandbox.aws.in();
      for (const name of ['one', 'two'])
        secretsManager.call('CreateSecret', { Name: `${BASE}${name}`, SecretString: 'first', KmsKeyId });
      const manager = store('SecretStore', MANAGER.name);
      const provider = { aws: { service: 'SecretsManager', region: 'ap-northeast-2' } };
      await world.administrator.apply([{ ...manager, spec: { provider } }, reading('one', ['one'])]);
      await world.sweep();
      await seeData(world, 'one', { one: 'first' });
    },
  },
  {
    name: 'several secrets are read with one call',
    async run(world) {
      await world.administrator.apply([reading('both', ['one', 'two'])]);
      const calls = await countCalls(world, 'GetSecretValue', () => world.sweep());
      await seeData(world, 'both', { one: 'first', two: 'first' });
      demand(calls === 0, 'none of them is asked for by itself');
    },
  },
  {
    name: 'a rotated secret reaches its Secret by its event, without a sweep',
    async run(world) {
      const { secretsManager } = world.sandbox.aws.in();
      secretsManager.call('PutSecretValue', { SecretId: `${BASE}one`, SecretString: 'second' });
      await world.untilIdle();
      await seeData(world, 'one', { one: 'second' });
    },
  },
  {
    name: 'the tags of a secret become a document',
    async run(world) {
      const Tags = [{ Key: 'team', Value: 'auth' }];
      world.sandbox.aws.in().secretsManager.call('TagResource', { SecretId: `${BASE}one`, Tags });
      const remoteRef = { key: `${BASE}one`, metadataPolicy: 'Fetch', property: 'team' };
      await world.administrator.apply([fromManager('tagged', { data: [{ secretKey: 'team', remoteRef }] })]);
      await world.sweep();
      await seeData(world, 'tagged', { team: 'auth' });
    },
  },
  {
    name: 'all secrets whose names match become one Secret',
    async run(world) {
      const find = { name: { regexp: `^${BASE}(one|two)$` } };
      await world.administrator.apply([fromManager('listed', { dataFrom: [{ find }] })]);
      await world.sweep();
      await world.see('the Secret has both', async () => {
        return Object.keys((await secretData(world, 'listed')) ?? {}).length === 2;
      });
    },
  },
  {
    name: 'all parameters with a tag become one Secret',
    async run(world) {
      await world.putParameter('/eco2/dev/tagged', 'first');
      const Tags = [{ Key: 'team', Value: 'auth' }];
      const ResourceId = '/eco2/dev/tagged';
      world.sandbox.aws.in().ssm.call('AddTagsToResource', { ResourceType: 'Parameter', ResourceId, Tags });
      const dataFrom = [{ find: { path: '/eco2/dev', tags: { team: 'auth' } } }];
      const wish = externalSecret({
        name: 'by-tag',
        parameter: 'none',
        store: { kind: 'SecretStore', name: 'own' },
      });
      await world.administrator.apply([store('SecretStore', 'own'), replaceData(wish, { dataFrom })]);
      await world.sweep();
      await world.see('the Secret has it', async () => {
        return Object.values((await secretData(world, 'by-tag')) ?? {}).includes('first');
      });
    },
  },
  ...['private', 'public'].map((scope) => ({
    name: `a token of a ${scope} registry becomes a Secret`,
    async run(world: StoryWorld) {
      const spec = { region: 'ap-northeast-2', scope };
      await generate(world, `ecr-${scope}`, { kind: 'ECRAuthorizationToken', spec });
      await world.see('the Secret has a password', () => hasKey(world, `ecr-${scope}`, 'password'));
    },
  })),
  {
    name: 'a session of static keys becomes a Secret',
    async run(world) {
      await applyKeys(world);
      const ref = (key: string) => ({ name: 'keys', key });
      const secretRef = { accessKeyIDSecretRef: ref('id'), secretAccessKeySecretRef: ref('key') };
      const spec = { region: 'ap-northeast-2', auth: { secretRef } };
      await generate(world, 'session', { kind: 'STSSessionToken', spec });
      await world.see('the Secret has a token', () => hasKey(world, 'session', 'session_token'));
    },
  },
  {
    name: 'a ClusterGenerator serves a namespace',
    async run(world) {
      const generator = { ecrAuthorizationTokenSpec: { region: 'ap-northeast-2' } };
      const spec = { kind: 'ECRAuthorizationToken', generator };
      await generate(world, 'cluster-wide', { kind: 'ClusterGenerator', spec });
      await world.see('the Secret has a password', () => hasKey(world, 'cluster-wide', 'password'));
    },
  },
];

function reading(name: string, secrets: readonly string[]): KubernetesObject {
  const data = secrets.map((key) => ({ secretKey: key, remoteRef: { key: `${BASE}${key}` } }));
  return fromManager(name, { data });
}

function fromManager(name: string, sources: object): KubernetesObject {
  return replaceData(externalSecret({ name, parameter: 'none', store: MANAGER }), sources);
}

function replaceData(wish: KubernetesObject, sources: object): KubernetesObject {
  const { data: _one, ...spec } = wish['spec'] as { readonly data: unknown };
  return { ...wish, spec: { ...spec, ...sources } };
}

/** A generator, an ExternalSecret of the same name with what it yields, and a sweep. */
async function generate(
  world: StoryWorld,
  name: string,
  { kind, spec }: { readonly kind: string; readonly spec: object },
): Promise<void> {
  const place = kind === 'ClusterGenerator' ? {} : { namespace: 'auth' };
  const generatorRef = { apiVersion: GENERATORS, kind, name };
  await world.administrator.apply([
    { apiVersion: GENERATORS, kind, metadata: { name, ...place }, spec },
    {
      apiVersion: ESO,
      kind: 'ExternalSecret',
      metadata: { name, namespace: 'auth' },
      spec: { refreshInterval: '1h', target: { name }, dataFrom: [{ sourceRef: { generatorRef } }] },
    },
  ]);
  await world.sweep();
}

/** Long-lived keys of somebody in the account, which sluice did not make and may read by its right to get Secrets. */
async function applyKeys(world: StoryWorld): Promise<void> {
  const { accessKeyId, secretAccessKey } = world.sandbox.aws.credentials.administrator;
  const metadata = { name: 'keys', namespace: 'auth' };
  const stringData = { id: accessKeyId, key: secretAccessKey };
  const data = Object.fromEntries(
    Object.entries(stringData).map(([name, text]) => [name, Buffer.from(text).toString('base64')]),
  );
  await world.administrator.apply([{ apiVersion: 'v1', kind: 'Secret', metadata, data }]);
}

async function hasKey(world: StoryWorld, name: string, key: string): Promise<boolean> {
  return ((await secretData(world, name))?.[key] ?? '') !== '';
}

async function seeData(
  world: StoryWorld,
  name: string,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  await world.see(`${name} has ${Object.keys(wanted).join(' and ')}`, async () => {
    const data = await secretData(world, name);
    return Object.entries(wanted).every(([key, value]) => data?.[key] === value);
  });
}
