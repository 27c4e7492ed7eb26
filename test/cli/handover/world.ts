import { createCluster } from '../../../lambdas/adapters/kubernetes/client.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../../lambdas/core/ports.ts';
import { createApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../sandbox/kubernetes/definitions.ts';
import type { JsonObject } from '../../../sandbox/kubernetes/json.ts';

const APPLICATIONS: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'applications.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    names: {
      plural: 'applications',
      kind: 'Application',
      singular: 'application',
      listKind: 'ApplicationList',
    },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** A cluster in process. */
export interface HandoverWorld {
  readonly cluster: Cluster;
  put(...objects: readonly KubernetesObject[]): Promise<void>;
  get(path: string): Promise<KubernetesObject>;
  patch(path: string, patch: object): Promise<void>;
}

export function createHandoverWorld(): HandoverWorld {
  const server = createApiServer({
    now: () => Date.parse('2026-11-23T00:00:00Z'),
    definitions: [...readDefinitions(), APPLICATIONS],
  });
  const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { 'content-type': type };
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await server.handle({ method, path, headers, ...given });
    if (response.status > 299) throw new Error(response.body);
    return JSON.parse(response.body) as KubernetesObject;
  };
  return {
    cluster: createCluster((request) => server.handle(request)),
    async put(...objects) {
      for (const object of objects) await call('POST', collectionOf(object), object);
    },
    get: (path) => call('GET', path),
    async patch(path, patch) {
      await call('PATCH', path, patch);
    },
  };
}

const PLURALS: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
};

function collectionOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `${root}${within}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}`;
}

/** A Deployment of a peer. */
export function deployment(
  name: string,
  given: {
    readonly image: string;
    readonly args?: readonly string[];
    readonly replicas?: number;
    readonly metadata?: object;
  },
): KubernetesObject {
  const { image, args = [], replicas = 1, metadata = {} } = given;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'kube-system', ...metadata },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image, args }] } },
    },
  };
}

export const ESO_IMAGE = 'ghcr.io/external-secrets/external-secrets:v0.9.20';
export const EXTERNAL_DNS_IMAGE = 'registry.k8s.io/external-dns/external-dns:v0.14.0';

/** What hands DNS names of a cluster to Route 53 today. */
export function externalDns(
  args: readonly string[],
  given: { readonly metadata?: object } = {},
): KubernetesObject {
  return deployment('external-dns', {
    image: EXTERNAL_DNS_IMAGE,
    args: [
      '--provider=aws',
      '--registry=txt',
      '--txt-owner-id=eco2-dev',
      '--domain-filter=dev.growbin.app',
      ...args,
    ],
    ...given,
  });
}

export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
