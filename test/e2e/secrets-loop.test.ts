import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { readyCondition, secretText } from '../../sandbox/narrative/observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { startWorld, type World } from './world.ts';

const BASE = '/eco2/dev/database/auth/';
let world: World;

beforeAll(async () => {
  world = await startWorld();
  const store = readManifest('secrets').filter(({ kind }) => kind === 'ClusterSecretStore');
  await world.administrator.apply(store.map(withAcceptedService));
}, 240_000);
afterAll(async () => await world.sandbox.close());

/** The peers' own definitions, with which `npm run test:real` runs once more, refuse the first user's `service: SSM`. */
function withAcceptedService(store: KubernetesObject): KubernetesObject {
  if (process.env['SLUICE_REAL_CRDS'] !== 'peers') return store;
  const { provider, ...spec } = store['spec'] as { readonly provider: { readonly aws: object } };
  return { ...store, spec: { ...spec, provider: { aws: { ...provider.aws, service: 'ParameterStore' } } } };
}

/** An ExternalSecret with one key `value`, from the parameter of the same name. */
function externalSecret(name: string, remoteRef: object = {}): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1beta1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: 'auth' },
    spec: {
      refreshInterval: '1m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'aws-ssm' },
      target: { name },
      data: [{ secretKey: 'value', remoteRef: { key: `${BASE}${name}`, ...remoteRef } }],
    },
  };
}

const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name });

async function textOf(name: string): Promise<string | undefined> {
  return secretText(await world.administrator.get(secret(name)), 'value');
}

async function ready(name: string) {
  const address = { apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', namespace: 'auth' };
  return readyCondition(await world.administrator.get({ ...address, name }));
}

/** A parameter, its ExternalSecret, and the Secret that a sweep made of them. */
async function synced(name: string, remoteRef?: object): Promise<void> {
  await world.putParameter(`${BASE}${name}`, 'first');
  await world.administrator.apply([externalSecret(name, remoteRef)]);
  await world.sweep();
  expect(await textOf(name)).toBe('first');
}

test('a change reaches the Secret through the event path, without a sweep', async () => {
  await synced('pushed');

  await world.putParameter(`${BASE}pushed`, 'second');

  await world.until(() => textOf('pushed'), 'second');
});

test('a Secret edited by hand is repaired by the sweep', async () => {
  await synced('edited');
  await world.administrator.patch(secret('edited'), { data: { value: 'd3Jvbmc=' } });

  await world.sweep();

  expect(await textOf('edited')).toBe('first');
});

test('a Secret deleted by hand is made again by the sweep', async () => {
  await synced('deleted');
  await world.administrator.delete(secret('deleted'));

  await world.sweep();

  expect(await textOf('deleted')).toBe('first');
});

test('with its ExternalSecret goes the Secret, as the garbage collector of a cluster has it', async () => {
  await synced('unwanted');
  const address = { apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', namespace: 'auth' };
  await world.administrator.delete({ ...address, name: 'unwanted' });

  await world.until(() => textOf('unwanted'), undefined);
});

test('moving a label moves the Secret that asks for it, back and forth', async () => {
  const { ssm } = world.sandbox.aws.in();
  const Name = `${BASE}labelled`;
  const label = (ParameterVersion: number) =>
    ssm.call('LabelParameterVersion', { Name, ParameterVersion, Labels: ['live'] });
  await world.putParameter(Name, 'first');
  label(1);
  await world.administrator.apply([externalSecret('labelled', { version: 'live' })]);
  await world.sweep();
  await world.putParameter(Name, 'second');
  await world.untilIdle();
  expect(await textOf('labelled')).toBe('first');

  label(2);
  await world.until(() => textOf('labelled'), 'second');
  label(1);
  await world.until(() => textOf('labelled'), 'first');
});

test('a deleted parameter loses no Secret: it is an error, told after the second observation', async () => {
  await synced('gone');
  world.sandbox.aws.in().ssm.call('DeleteParameter', { Name: `${BASE}gone` });
  await world.untilIdle();
  expect(await ready('gone')).toMatchObject({ status: 'True' });

  await world.secondObservation();

  await world.until(async () => (await ready('gone'))?.status, 'False');
  expect(await textOf('gone')).toBe('first');
});

test('a key outside the granted prefixes is refused before any call, and the message says what to add', async () => {
  await world.administrator.apply([externalSecret('foreign', { key: '/other/team/password' })]);

  await world.sweep();

  expect(await ready('foreign')).toMatchObject({ status: 'False' });
  expect((await ready('foreign'))?.message).toContain('/other/team/password');
  expect(await textOf('foreign')).toBeUndefined();
});

/** The same with a template, reading the parameter `templated`. */
function templated(name: string, template: object): KubernetesObject {
  const object = externalSecret(name, { key: `${BASE}templated` });
  const spec = object['spec'] as Readonly<Record<string, unknown>>;
  return { ...object, spec: { ...spec, target: { name, template } } };
}

test('templates are rendered by the deployed files, every part of the engine where it is asked for', async () => {
  await world.putParameter(`${BASE}templated`, 'first');
  const metadata = { name: 'templates', namespace: 'auth' };
  const from = { configMap: { name: 'templates', items: [{ key: 'value' }] } };
  const data = {
    regexp: '{{ regexReplaceAll "[aeiou]" .value "*" }}',
    date: '{{ toDate "2006-01-02" "2026-08-03" | date "02.01.2006" }}',
    crypto: '{{ htpasswd "app" .value "sha" }}',
    semver: '{{ semverCompare "^1.2" "1.3.0" }}',
    url: '{{ get (urlParse "https://db/x") "host" }}',
  };
  const literal = 'yaml: {{ fromYaml "a: [1, 2]" | toJson | quote }}\nnumber: 017';
  await world.administrator.apply([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: '{{ .value | upper }}' } },
    templated('rendered', { templateFrom: [from, { literal }], data }),
    // No certificate is at hand: that it says so shows that this part was loaded.
    templated('pkcs12', { data: { trust: '{{ pemTruststoreToPKCS12 .value }}' } }),
  ]);

  await world.sweep();

  const made = await world.administrator.get(secret('rendered'));
  const texts = Object.keys(data).map((key) => secretText(made, key));
  expect(texts).toEqual(['f*rst', '03.08.2026', expect.stringMatching(/^app:\{SHA\}/v), 'true', 'db']);
  expect(await textOf('rendered')).toBe('FIRST');
  expect([secretText(made, 'yaml'), secretText(made, 'number')]).toEqual(['{"a":[1,2]}', '15']);
  expect((await ready('pkcs12'))?.message).toMatch(/error calling pemTruststoreToPKCS12: (?!.*not loaded)/v);
});

test('a second resync right after the first writes nothing', async () => {
  await world.sweep();
  const { lambda } = world.sandbox.aws;
  const resync = async () =>
    await lambda?.call('Invoke', {
      FunctionName: 'sluice-eco2-dev-secret-sync',
      Payload: '{"action":"resync"}',
    });
  await resync();
  const before = world.sandbox.counts();

  const answer = await resync();

  expect(answer?.FunctionError).toBeUndefined();
  expect(world.sandbox.counts().kubernetesWrites).toBe(before.kubernetesWrites);
  expect(world.sandbox.counts().kubernetesReads).toBeGreaterThan(before.kubernetesReads);
});
