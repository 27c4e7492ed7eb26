import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { readyCondition, secretText } from '../../../sandbox/narrative/observations.ts';
import type { StoryWorld } from './story-world.ts';

/** The version that the example's manifests have. */
export const ESO = 'external-secrets.io/v1beta1';
/** Below which the example grants parameters. */
export const BASE = '/eco2/dev/database/auth/';

/** What one ExternalSecret of the story is made of. */
export interface SecretWish {
  readonly name: string;
  readonly namespace?: string;
  readonly parameter: string;
  readonly store?: { readonly kind: string; readonly name: string };
  readonly remoteRef?: object;
  readonly deletionPolicy?: string;
  readonly template?: object;
  readonly finalizers?: readonly string[];
}

/** An ExternalSecret with one key `value`; its Secret has the same name. */
export function externalSecret(wish: SecretWish): KubernetesObject {
  const { name, namespace = 'auth', parameter, store, remoteRef = {}, finalizers } = wish;
  const { deletionPolicy, template } = wish;
  return {
    apiVersion: ESO,
    kind: 'ExternalSecret',
    metadata: { name, namespace, ...(finalizers === undefined ? {} : { finalizers: [...finalizers] }) },
    spec: {
      refreshInterval: '1m',
      secretStoreRef: store ?? { kind: 'ClusterSecretStore', name: 'aws-ssm' },
      target: {
        name,
        ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
        ...(template === undefined ? {} : { template }),
      },
      data: [{ secretKey: 'value', remoteRef: { key: `${BASE}${parameter}`, ...remoteRef } }],
    },
  };
}

/** A store of the function's own role. */
export function store(
  kind: 'SecretStore' | 'ClusterSecretStore',
  name: string,
  spec: object = {},
): KubernetesObject {
  const provider = { aws: { service: 'ParameterStore', region: 'ap-northeast-2' } };
  const place = kind === 'SecretStore' ? { namespace: 'auth' } : {};
  return { apiVersion: ESO, kind, metadata: { name, ...place }, spec: { provider, ...spec } };
}

/** Where an object of ESO's is. */
export function esoAddress(kind: string, name: string, namespace?: string) {
  return { apiVersion: ESO, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The value in a Secret of the story; undefined when there is none. */
export async function storedValue(
  world: StoryWorld,
  name: string,
  namespace = 'auth',
): Promise<string | undefined> {
  const address = { apiVersion: 'v1', kind: 'Secret', namespace, name };
  return secretText(await world.administrator.get(address), 'value');
}

/** All of a Secret in namespace auth, as text; undefined when there is none. */
export async function secretData(
  world: StoryWorld,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const secret = await world.administrator.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name });
  const data = secret?.['data'] as Readonly<Record<string, string>> | undefined;
  if (data === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

/** Whether an object of ESO's says so of itself. */
export async function isReady(
  world: StoryWorld,
  address: ReturnType<typeof esoAddress>,
  status = 'True',
): Promise<boolean> {
  return readyCondition(await world.administrator.get(address))?.status === status;
}

/** The message of its Ready condition. */
export async function readyMessage(world: StoryWorld, name: string): Promise<string> {
  const object = await world.administrator.get(esoAddress('ExternalSecret', name, 'auth'));
  return readyCondition(object)?.message ?? '';
}
