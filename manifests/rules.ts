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

const READ = ['get', 'list'];
const ESO = 'external-secrets.io';

/** Cluster-wide rules of secret-sync. In observe mode there is no write verb. */
export function secretsClusterRules({ mode }: Pick<SecretsConfiguration, 'mode'>): readonly AccessRule[] {
  const stores = ['externalsecrets', 'secretstores', 'clustersecretstores'];
  const read: readonly AccessRule[] = [
    { apiGroup: ESO, resources: stores, verbs: READ, why: 'what should be' },
    { apiGroup: '', resources: ['namespaces'], verbs: READ, why: 'conditions of ClusterSecretStores' },
  ];
  if (mode === 'observe') return read;
  return [
    ...read,
    { apiGroup: ESO, resources: stores.map((name) => `${name}/status`), verbs: ['patch'], why: 'conditions' },
    {
      apiGroup: ESO,
      resources: ['externalsecrets'],
      verbs: ['patch'],
      why: "release of ESO's finalizer; the guard policy refuses any other change",
    },
    { apiGroup: '', resources: ['events'], verbs: ['create'], why: 'what happened, for kubectl describe' },
  ];
}

/** Rules of secret-sync in each namespace it may write to. No list: one name at a time, and never all. */
export function secretsTargetRules({ mode }: Pick<SecretsConfiguration, 'mode'>): readonly AccessRule[] {
  const verbs = mode === 'observe' ? ['get'] : ['get', 'create', 'update', 'delete'];
  return [{ apiGroup: '', resources: ['secrets'], verbs, why: 'targets of ExternalSecrets' }];
}

type Source = DnsConfiguration['sources'][number];

const GATEWAY = 'gateway.networking.k8s.io';
const GATEWAY_ALSO: readonly AccessRule[] = [
  { apiGroup: GATEWAY, resources: ['gateways'], verbs: READ, why: 'listeners of routes' },
  { apiGroup: '', resources: ['namespaces'], verbs: READ, why: 'route namespaces that a listener selects' },
];

const SOURCE_RULES: Readonly<Record<Source, readonly AccessRule[]>> = {
  ingress: [{ apiGroup: 'networking.k8s.io', resources: ['ingresses'], verbs: READ, why: 'source ingress' }],
  service: [{ apiGroup: '', resources: ['services'], verbs: READ, why: 'source service' }],
  crd: [{ apiGroup: 'externaldns.k8s.io', resources: ['dnsendpoints'], verbs: READ, why: 'source crd' }],
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
  node: [{ apiGroup: '', resources: ['nodes'], verbs: READ, why: 'source node' }],
};

/** Cluster-wide rules of dns-sync: its sources, and Events in enforce mode. */
export function dnsClusterRules({
  sources,
  mode,
}: Pick<DnsConfiguration, 'sources' | 'mode'>): readonly AccessRule[] {
  const rules = sources.flatMap((source) => SOURCE_RULES[source]);
  const events: AccessRule = {
    apiGroup: '',
    resources: ['events'],
    verbs: ['create'],
    why: 'why a name was refused',
  };
  return [...new Set(rules), ...(mode === 'observe' ? [] : [events])];
}
