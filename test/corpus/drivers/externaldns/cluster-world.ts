import { createCluster } from '../../../../lambdas/adapters/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../../../lambdas/core/ports.ts';
import { NAMESPACE } from '../../../../lambdas/core/resources.ts';
import { type ApiServer, createApiServer } from '../../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../../sandbox/kubernetes/definitions.ts';
import type { CaseServer, OpenCaseServer } from '../../driver.ts';
import type { CaseReference } from './case.ts';
import { LEASE_NAMESPACE } from './configuration.ts';

/** The API server of one case, as a person with `kubectl replace` and the load balancer controllers see it. */
export interface ClusterWorld {
  /** For the function: our own client over the server's answers. */
  readonly port: Cluster;
  /** Creates or replaces the whole object, then its status when it says one. */
  apply(object: KubernetesObject): Promise<void>;
  delete(reference: CaseReference): Promise<void>;
  /** JSON merge patch of the status. */
  patchStatus(reference: CaseReference): Promise<void>;
  get(reference: CaseReference): Promise<KubernetesObject | undefined>;
}

/** Kinds that cases use: plural, and whether namespaced. */
const KINDS: Readonly<Record<string, readonly [plural: string, namespaced: boolean]>> = {
  Ingress: ['ingresses', true],
  Service: ['services', true],
  Pod: ['pods', true],
  Node: ['nodes', false],
  EndpointSlice: ['endpointslices', true],
  DNSEndpoint: ['dnsendpoints', true],
  Gateway: ['gateways', true],
  HTTPRoute: ['httproutes', true],
  GRPCRoute: ['grpcroutes', true],
  TLSRoute: ['tlsroutes', true],
};

const FIELD_MANAGER = 'kubectl';

let empty: ApiServer | undefined;

/** The sandbox's API server without objects; made once, then forked. */
export const openCaseServer: OpenCaseServer = async ({ now }) => {
  empty ??= createApiServer({ now, definitions: readDefinitions() });
  const server = empty.fork({ now });
  return {
    transport: (request) => server.handle(request),
    collectGarbage: () => 0,
    close: async () => undefined,
  };
};

/** Wraps a cluster; the namespace of the function's Lease is there. */
export async function createClusterWorld({ transport }: CaseServer): Promise<ClusterWorld> {
  const person = createCluster(transport);
  const namespaces = new Set(['default']);
  await ensureNamespace(LEASE_NAMESPACE);

  async function ensureNamespace(namespace: string | undefined): Promise<void> {
    if (namespace === undefined || namespaces.has(namespace)) return;
    namespaces.add(namespace);
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await person.create(NAMESPACE, object, { fieldManager: FIELD_MANAGER });
  }

  async function patchStatus(reference: CaseReference): Promise<void> {
    const options = { fieldManager: 'controller', subresource: 'status' } as const;
    await person.patch(typeOf(reference), reference.metadata, { status: reference.status }, options);
  }

  return {
    port: createCluster(transport),
    patchStatus,

    async apply(object) {
      const type = typeOf(object);
      await ensureNamespace(object.metadata.namespace);
      const live = await person.get(type, object.metadata);
      const options = { fieldManager: FIELD_MANAGER };
      if (live === undefined) await person.create(type, object, options);
      else await person.replace(type, withVersionOf(object, live), options);
      if (object['status'] !== undefined) await patchStatus({ ...object, status: object['status'] });
    },

    async delete(reference) {
      const type = typeOf(reference);
      const { uid = '', resourceVersion = '' } = (await person.get(type, reference.metadata))?.metadata ?? {};
      const gone = uid !== '' && (await person.delete(type, reference.metadata, { uid, resourceVersion }));
      if (!gone)
        throw new Error(`the case deletes ${reference.kind} ${reference.metadata.name}, which is not there`);
    },

    get: (reference) => person.get(typeOf(reference), reference.metadata),
  };
}

function typeOf({ apiVersion, kind }: Pick<CaseReference, 'apiVersion' | 'kind'>): ResourceType {
  const [plural, namespaced] = KINDS[kind] ?? [];
  if (plural === undefined || namespaced === undefined) throw new Error(`the runner does not know ${kind}`);
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { group: group ?? '', version: version ?? '', plural, kind, namespaced };
}

function withVersionOf(object: KubernetesObject, live: KubernetesObject): KubernetesObject {
  const { uid, resourceVersion } = live.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
}
