import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import { externalSecret, store, testConfig } from '../../secret-sync/objects.ts';
import type { Spec } from './scenario.ts';
import { nameOf } from './simulated-parameters.ts';

const ESO = '/apis/external-secrets.io/v1';
const NAMESPACES: readonly string[] = ['team', 'other'];

/** Namespace `team` may read what it asks for below /app/, namespace `other` is granted nothing. */
export const CONFIG = testConfig({
  namespaces: [{ name: 'team', prefixes: ['/app/'] }],
  sweepCallsPerSecond: 1000,
});

/** The requests by which people work on objects. */
export const REQUEST = {
  claim: (spec: Spec, verb: 'POST' | 'PATCH' | 'DELETE'): HttpRequest => {
    const path = `${ESO}/namespaces/${spec.namespace}/externalsecrets`;
    if (verb === 'POST') return request('POST', path, toManifest(spec));
    const named = `${path}/${spec.name}`;
    if (verb === 'DELETE') return request('DELETE', named);
    return request('PATCH', named, { spec: toManifest(spec)['spec'] });
  },
  secret: (target: string, verb: 'POST' | 'PATCH' | 'DELETE', body?: object): HttpRequest => {
    const [namespace = '', name = ''] = target.split('/');
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    return request(verb, verb === 'POST' ? path : `${path}/${name}`, body);
  },
};

/** What is there before anybody begins: namespaces and the stores. */
export const FIRST_REQUESTS: readonly HttpRequest[] = [
  ...NAMESPACES.map((name) =>
    request('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  ),
  request('POST', `${ESO}/clustersecretstores`, store()),
  request('POST', `${ESO}/namespaces/other/secretstores`, {
    ...store({}, 'own'),
    kind: 'SecretStore',
    metadata: { name: 'own', namespace: 'other' },
  }),
];

/** A Secret that a person made. */
export function handMade(target: string): object {
  const [namespace, name] = target.split('/');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, data: { mine: 'bWluZQ==' } };
}

function toManifest({ name, namespace, target, data, ...policies }: Spec) {
  const { creationPolicy, deletionPolicy } = policies;
  const entries = Object.entries(data).map(([secretKey, { parameter, live }]) => ({
    secretKey,
    remoteRef: { key: nameOf(parameter), ...(live === true ? { version: 'live' } : {}) },
  }));
  const ref = { name: 'own', kind: 'SecretStore' };
  const spec = {
    data: entries,
    target: { name: target, creationPolicy, deletionPolicy },
    ...(namespace === 'other' ? { secretStoreRef: ref } : {}),
  };
  return externalSecret(name, {}, spec, { namespace });
}

function request(method: HttpRequest['method'], path: string, body?: unknown): HttpRequest {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    method,
    path,
    headers: { accept: 'application/json', 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
