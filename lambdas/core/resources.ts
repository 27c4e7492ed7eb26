/**
 * Every kind of Kubernetes object sluice touches. External Secrets Operator serves v1 (>= 0.16) or v1beta1
 * (<= 0.16), so its kinds carry no version here: discovery says which (reference: eso 1.0).
 */
import type { ResourceKind, ResourceType } from './kubernetes.ts';

const ESO = 'external-secrets.io';

export const EXTERNAL_SECRET: ResourceKind = {
  group: ESO,
  plural: 'externalsecrets',
  kind: 'ExternalSecret',
  namespaced: true,
};
export const SECRET_STORE: ResourceKind = {
  group: ESO,
  plural: 'secretstores',
  kind: 'SecretStore',
  namespaced: true,
};
export const CLUSTER_SECRET_STORE: ResourceKind = {
  group: ESO,
  plural: 'clustersecretstores',
  kind: 'ClusterSecretStore',
  namespaced: false,
};
export const CLUSTER_EXTERNAL_SECRET: ResourceKind = {
  group: ESO,
  plural: 'clusterexternalsecrets',
  kind: 'ClusterExternalSecret',
  namespaced: false,
};
const GENERATORS = 'generators.external-secrets.io';

/** Generators that are served, and the wrapper that is in no namespace. */
export const GENERATOR_KINDS = {
  ECRAuthorizationToken: {
    group: GENERATORS,
    plural: 'ecrauthorizationtokens',
    kind: 'ECRAuthorizationToken',
    namespaced: true,
  },
  STSSessionToken: {
    group: GENERATORS,
    plural: 'stssessiontokens',
    kind: 'STSSessionToken',
    namespaced: true,
  },
  ClusterGenerator: {
    group: GENERATORS,
    plural: 'clustergenerators',
    kind: 'ClusterGenerator',
    namespaced: false,
  },
} as const satisfies Record<string, ResourceKind>;
export const GENERATOR_VERSIONS: readonly string[] = ['v1alpha1'];

/** Versions of external-secrets.io we read, the preferred one first. */
export const ESO_VERSIONS: readonly string[] = ['v1', 'v1beta1'];

export const SECRET: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'secrets',
  kind: 'Secret',
  namespaced: true,
};
export const CONFIG_MAP: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
export const NAMESPACE: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};
/** core/v1 Event: what ESO's recorder writes and `kubectl describe` shows. */
export const EVENT: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};
export const SERVICE: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'services',
  kind: 'Service',
  namespaced: true,
};
export const INGRESS: ResourceType = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};
export const LEASE: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};

const GATEWAY_API = 'gateway.networking.k8s.io';

export const DNS_ENDPOINT: ResourceKind = {
  group: 'externaldns.k8s.io',
  plural: 'dnsendpoints',
  kind: 'DNSEndpoint',
  namespaced: true,
};
export const DNS_ENDPOINT_VERSIONS: readonly string[] = ['v1alpha1'];
export const GATEWAY: ResourceKind = {
  group: GATEWAY_API,
  plural: 'gateways',
  kind: 'Gateway',
  namespaced: true,
};
export const HTTP_ROUTE: ResourceKind = {
  group: GATEWAY_API,
  plural: 'httproutes',
  kind: 'HTTPRoute',
  namespaced: true,
};
export const GRPC_ROUTE: ResourceKind = {
  group: GATEWAY_API,
  plural: 'grpcroutes',
  kind: 'GRPCRoute',
  namespaced: true,
};
export const TLS_ROUTE: ResourceKind = {
  group: GATEWAY_API,
  plural: 'tlsroutes',
  kind: 'TLSRoute',
  namespaced: true,
};
/** Versions of gateway.networking.k8s.io we read, the preferred one first; their fields that we read are the same. */
export const GATEWAY_VERSIONS: readonly string[] = ['v1', 'v1beta1', 'v1alpha3', 'v1alpha2'];
export const NODE: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'nodes',
  kind: 'Node',
  namespaced: false,
};
export const POD: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'pods',
  kind: 'Pod',
  namespaced: true,
};
export const ENDPOINT_SLICE: ResourceType = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
};
