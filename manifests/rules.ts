import { GENERATOR_KINDS } from '../lambdas/core/resources.ts';
import type { DnsConfiguration, SecretsConfiguration } from '../stack/config.ts';

/** One rule of a Role, and why it is there; the reason is printed in docs/permissions.md. */
export interface AccessRule {
  readonly apiGroup: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only objects of these names; cannot bind `create`, `list` and `watch`. @default all */
  readonly resourceNames?: readonly string[];
  readonly why: string;
}

/** Whatever is looked at is listed whole; single objects are read only where a rule says get. */
const READ = ['list'];
const ESO = 'external-secrets.io';
const OWNERS = 'clusterexternalsecrets';

/** Cluster-wide rules of secret-sync. In observe mode there is no write verb. */
export function secretsClusterRules({
  mode,
  clusterExternalSecrets,
  generators,
}: Pick<SecretsConfiguration, 'mode' | 'clusterExternalSecrets' | 'generators'>): readonly AccessRule[] {
  const stores = ['externalsecrets', 'secretstores', 'clustersecretstores'];
  const read: readonly AccessRule[] = [
    { apiGroup: ESO, resources: stores, verbs: READ, why: 'what should be' },
    { apiGroup: '', resources: ['namespaces'], verbs: READ, why: 'conditions of ClusterSecretStores' },
    ...(clusterExternalSecrets
      ? [{ apiGroup: ESO, resources: [OWNERS], verbs: READ, why: 'which namespaces get an ExternalSecret' }]
      : []),
    ...(generators.length > 0 ? [generatorRule(generators)] : []),
  ];
  if (mode === 'observe') return read;
  return [
    ...read,
    {
      apiGroup: ESO,
      resources: ['externalsecrets'],
      verbs: ['get'],
      why: 'a status that somebody else changed meanwhile is computed again',
    },
    { apiGroup: ESO, resources: stores.map((name) => `${name}/status`), verbs: ['patch'], why: 'conditions' },
    {
      apiGroup: ESO,
      resources: ['externalsecrets'],
      verbs: ['patch'],
      why: "release of ESO's finalizer; the guard policy refuses any other change",
    },
    { apiGroup: '', resources: ['events'], verbs: ['create'], why: 'what happened, for kubectl describe' },
    ...(clusterExternalSecrets ? CHILDREN_RULES : []),
  ];
}

/** Single objects, by the names that ExternalSecrets give. */
function generatorRule(kinds: SecretsConfiguration['generators']): AccessRule {
  const plurals = [...new Set(kinds)].sort().map((kind) => GENERATOR_KINDS[kind].plural);
  return {
    apiGroup: GENERATOR_KINDS.ClusterGenerator.group,
    resources: [...plurals, GENERATOR_KINDS.ClusterGenerator.plural],
    verbs: ['get'],
    why: 'what ExternalSecrets generate',
  };
}

const CHILDREN_RULES: readonly AccessRule[] = [
  {
    apiGroup: ESO,
    resources: ['externalsecrets'],
    verbs: ['create', 'update', 'delete'],
    why: 'children of ClusterExternalSecrets; the guard policy refuses any other',
  },
  { apiGroup: ESO, resources: [OWNERS], verbs: ['patch'], why: "release of ESO's finalizer" },
  { apiGroup: ESO, resources: [`${OWNERS}/status`], verbs: ['patch'], why: 'provisioned namespaces' },
];

/** Rules of secret-sync in each namespace it may write to. No list: one name at a time, and never all. */
export function secretsTargetRules({ mode }: Pick<SecretsConfiguration, 'mode'>): readonly AccessRule[] {
  const verbs = mode === 'observe' ? ['get'] : ['get', 'create', 'update', 'delete'];
  return [
    {
      apiGroup: '',
      resources: ['secrets'],
      verbs,
      why: 'targets of ExternalSecrets, and templates in Secrets',
    },
    { apiGroup: '', resources: ['configmaps'], verbs: ['get'], why: 'templates that `templateFrom` names' },
  ];
}

type Source = DnsConfiguration['sources'][number];

const EXTERNAL_DNS = 'externaldns.k8s.io';
const GATEWAY = 'gateway.networking.k8s.io';
const GATEWAY_ALSO: readonly AccessRule[] = [
  { apiGroup: GATEWAY, resources: ['gateways'], verbs: READ, why: 'listeners of routes' },
  { apiGroup: '', resources: ['namespaces'], verbs: READ, why: 'route namespaces that a listener selects' },
];

const NODES: AccessRule = {
  apiGroup: '',
  resources: ['nodes'],
  verbs: READ,
  why: 'source node, addresses of Nodes for Services',
};

const SOURCE_RULES: Readonly<Record<Source, readonly AccessRule[]>> = {
  ingress: [{ apiGroup: 'networking.k8s.io', resources: ['ingresses'], verbs: READ, why: 'source ingress' }],
  service: [{ apiGroup: '', resources: ['services'], verbs: READ, why: 'source service' }],
  crd: [{ apiGroup: EXTERNAL_DNS, resources: ['dnsendpoints'], verbs: READ, why: 'source crd' }],
  'gateway-httproute': [
    { apiGroup: GATEWAY, resources: ['httproutes'], verbs: READ, why: 'source gateway-httproute' },
    ...GATEWAY_ALSO,
  ],
  'gateway-grpcroute': [
    { apiGroup: GATEWAY, resources: ['grpcroutes'], verbs: READ, why: 'source gateway-grpcroute' },
    ...GATEWAY_ALSO,
  ],
  'gateway-tlsroute': [
    { apiGroup: GATEWAY, resources: ['tlsroutes'], verbs: READ, why: 'source gateway-tlsroute' },
    ...GATEWAY_ALSO,
  ],
  node: [NODES],
};

const ENDPOINT_SLICES: AccessRule = {
  apiGroup: 'discovery.k8s.io',
  resources: ['endpointslices'],
  verbs: READ,
  why: 'which Pods answer for a headless Service',
};
const PODS: AccessRule = {
  apiGroup: '',
  resources: ['pods'],
  verbs: READ,
  why: 'host names of Pods behind a headless Service, Nodes that run those of a NodePort',
};

/** What else must be read for the types of Services in question; no type means every type. */
const SERVICE_TYPE_RULES: Readonly<Record<string, readonly AccessRule[]>> = {
  ClusterIP: [ENDPOINT_SLICES, PODS, NODES],
  NodePort: [PODS, NODES],
};

/** Cluster-wide rules of dns-sync: its sources; in enforce mode the status of DNSEndpoints, and Events. */
export function dnsClusterRules({
  sources,
  mode,
  filters,
}: Pick<DnsConfiguration, 'sources' | 'mode' | 'filters'>): readonly AccessRule[] {
  const rules = sources.flatMap((source) =>
    source === 'service' ? serviceRules(filters.serviceTypes) : SOURCE_RULES[source],
  );
  const written: readonly AccessRule[] = [
    ...(sources.includes('crd') ? [DNS_ENDPOINT_STATUS] : []),
    { apiGroup: '', resources: ['events'], verbs: ['create'], why: 'why a name was refused' },
  ];
  return [...new Set(rules), ...(mode === 'observe' ? [] : written)];
}

const DNS_ENDPOINT_STATUS: AccessRule = {
  apiGroup: EXTERNAL_DNS,
  resources: ['dnsendpoints/status'],
  verbs: ['patch'],
  why: 'observedGeneration',
};

function serviceRules(types: readonly string[]): readonly AccessRule[] {
  const asked = types.length === 0 ? Object.keys(SERVICE_TYPE_RULES) : types;
  return [...SOURCE_RULES.service, ...asked.flatMap((type) => SERVICE_TYPE_RULES[type] ?? [])];
}
