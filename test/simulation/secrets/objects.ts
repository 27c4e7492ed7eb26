import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import type { SecretSyncConfig } from '../../../lambdas/core/secrets/config.ts';
import { externalSecret, store, testConfig } from '../../secret-sync/objects.ts';
import { SELECTABLE, type SecretsScenario, type Spec } from './scenario.ts';
import { nameOf } from './simulated-parameters.ts';
import { LIST_SECONDS } from './simulated-secrets.ts';
import { isSecret, JOINED, ONCE, storeOf } from './spec-facts.ts';

const ESO = '/apis/external-secrets.io/v1';
const NAMESPACES: readonly string[] = ['team', 'other'];
const ROLES: readonly string[] = ['hop', 'reader'].map((name) => `arn:aws:iam::123456789012:role/${name}`);
/** Every child of the ClusterExternalSecret, and its Secret. */
export const CHILD = 'c';

const SHARED = testConfig({
  services: ['ParameterStore', 'SecretsManager'],
  namespaces: ['team', ...SELECTABLE].map((name) => ({ name, prefixes: ['/app/'] })),
  roles: ROLES.map((role) => ({ role })),
  secretListSeconds: LIST_SECONDS,
  sweepCallsPerSecond: 1000,
});
const CONFIGS = new Map<string, SecretSyncConfig>();

/** Namespace `other` is granted nothing, all others may read what they ask for below /app/. */
export function configOf({
  selected,
  restart = false,
}: Pick<SecretsScenario, 'selected' | 'restart'>): SecretSyncConfig {
  const key = `${selected !== undefined} ${restart}`;
  const config = CONFIGS.get(key) ?? { ...SHARED, restart, clusterExternalSecrets: selected !== undefined };
  CONFIGS.set(key, config);
  return config;
}

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
  request('POST', `${ESO}/clustersecretstores`, store({ service: 'SecretsManager' }, 'aws-sm')),
  request(
    'POST',
    `${ESO}/clustersecretstores`,
    store({ additionalRoles: ROLES.slice(0, 1), role: ROLES[1] }, 'chained'),
  ),
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

/** What the workload reads. */
export const WORKLOAD_SECRET = 'team/t0';

/** A Deployment that asks to be restarted. */
export function workload(): HttpRequest {
  const [namespace, name] = WORKLOAD_SECRET.split('/');
  const volumes = [{ name: 'v', secret: { secretName: name } }];
  return request('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'w0', namespace, annotations: { 'sluice/restart-on-change': 'true' } },
    spec: { template: { spec: { volumes, containers: [] } } },
  });
}

/** The ClusterExternalSecret. */
export const SELECTING: readonly HttpRequest[] = [
  request('POST', `${ESO}/clusterexternalsecrets`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterExternalSecret',
    metadata: { name: CHILD },
    spec: {
      namespaceSelectors: [{ matchLabels: { selected: 'yes' } }],
      externalSecretSpec: toManifest(childIn('any'))['spec'],
    },
  }),
];

/** The ExternalSecret that a selected namespace gets. */
export function childIn(namespace: string): Spec {
  const policies = { creationPolicy: 'Owner', deletionPolicy: 'Retain' } as const;
  return { name: CHILD, namespace, target: CHILD, data: { k0: { parameter: 'p0' } }, ...policies };
}

/** What people do to a namespace. */
export function namespaceRequest(
  name: string,
  verb: 'POST' | 'DELETE' | 'PATCH',
  isSelected = true,
): HttpRequest {
  const metadata = { name, labels: { selected: isSelected ? 'yes' : null } };
  const path = '/api/v1/namespaces';
  if (verb === 'POST') {
    const labels = isSelected ? { selected: 'yes' } : {};
    return request('POST', path, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }
  return request(verb, `${path}/${name}`, verb === 'DELETE' ? undefined : { metadata });
}

function toManifest(spec: Spec) {
  const { name, namespace, target, data, finds, template, once, ...policies } = spec;
  const { creationPolicy, deletionPolicy } = policies;
  const entries = Object.entries(data).map(([secretKey, mapping]) => ({
    secretKey,
    remoteRef: {
      key: nameOf(mapping.parameter),
      ...(mapping.live === true ? { version: 'live' } : {}),
    },
    ...(isSecret(mapping.parameter)
      ? { sourceRef: { storeRef: { name: storeOf(spec, mapping), kind: 'ClusterSecretStore' } } }
      : {}),
  }));
  const find = { path: '/app', name: { regexp: '^/app/p' } };
  const rendering = { mergePolicy: 'Merge', data: { [JOINED]: '{{ index . "k0" }}!' } };
  const password = { mergePolicy: 'Merge', data: { [ONCE]: '{{ randAlphaNum 12 }}' } };
  return externalSecret(
    name,
    {},
    {
      data: entries,
      ...(finds === true ? { dataFrom: [{ find }] } : {}),
      target: {
        name: target,
        creationPolicy,
        deletionPolicy,
        ...(template === true ? { template: rendering } : {}),
        ...(once === true ? { template: password } : {}),
      },
      ...(once === true ? { refreshPolicy: 'CreatedOnce' } : {}),
      ...(namespace === 'other' ? { secretStoreRef: { name: 'own', kind: 'SecretStore' } } : {}),
      ...(spec.store === undefined
        ? {}
        : { secretStoreRef: { name: spec.store, kind: 'ClusterSecretStore' } }),
    },
    { namespace },
  );
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
