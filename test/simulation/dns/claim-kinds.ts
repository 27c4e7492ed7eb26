import type { DnsSourceKind } from '../../../lambdas/core/dns/config.ts';

/** Objects that ask for names, Services by what they publish. */
export type ClaimKind =
  | 'Ingress'
  | 'LoadBalancer'
  | 'ExternalName'
  | 'Headless'
  | 'ClusterIP'
  | 'NodePort'
  | 'DNSEndpoint'
  | 'HTTPRoute'
  | 'GRPCRoute'
  | 'TLSRoute'
  | 'Node';

/** What is known of a kind outside the product. */
export interface KindFacts {
  readonly source: DnsSourceKind;
  /** First part of `external-dns/resource`. */
  readonly resource: string;
  readonly group: string;
  /** `kind` of the object. */
  readonly object: string;
  /** Of its collection; its last part is the plural. */
  readonly path: string;
  /** Group, kind, and what comes behind the object's name, of the object whose news tells of a changed target. */
  readonly pointer: readonly [group: string, kind: string, suffix: string];
}

const GATEWAY = 'gateway.networking.k8s.io';
const service = {
  source: 'service',
  resource: 'service',
  group: '',
  object: 'Service',
  path: '/api/v1/namespaces/default/services',
  pointer: ['', 'Service', ''],
} as const;

function route(kind: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute'): KindFacts {
  const lower = kind.toLowerCase() as Lowercase<typeof kind>;
  return {
    source: `gateway-${lower}`,
    resource: lower,
    group: GATEWAY,
    object: kind,
    path: `/apis/${GATEWAY}/v1/namespaces/default/${lower}s`,
    pointer: [GATEWAY, 'Gateway', '-g'],
  };
}

const FACTS: Readonly<Record<ClaimKind, KindFacts>> = {
  Ingress: {
    source: 'ingress',
    resource: 'ingress',
    group: 'networking.k8s.io',
    object: 'Ingress',
    path: '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
    pointer: ['networking.k8s.io', 'Ingress', ''],
  },
  LoadBalancer: service,
  ExternalName: service,
  Headless: { ...service, pointer: ['discovery.k8s.io', 'EndpointSlice', '-s'] },
  ClusterIP: service,
  NodePort: { ...service, pointer: ['', 'Node', '-b'] },
  DNSEndpoint: {
    source: 'crd',
    resource: 'crd',
    group: 'externaldns.k8s.io',
    object: 'DNSEndpoint',
    path: '/apis/externaldns.k8s.io/v1alpha1/namespaces/default/dnsendpoints',
    pointer: ['externaldns.k8s.io', 'DNSEndpoint', ''],
  },
  HTTPRoute: route('HTTPRoute'),
  GRPCRoute: route('GRPCRoute'),
  TLSRoute: route('TLSRoute'),
  Node: {
    source: 'node',
    resource: 'node',
    group: '',
    object: 'Node',
    path: '/api/v1/nodes',
    pointer: ['', 'Node', ''],
  },
};

export const KINDS = Object.keys(FACTS) as readonly ClaimKind[];

export function factsOf(kind: ClaimKind): KindFacts {
  return FACTS[kind];
}

/** Whether objects of the kind can point to a name, which makes a CNAME. */
export function canName(kind: ClaimKind): boolean {
  return kind !== 'Headless' && kind !== 'NodePort' && kind !== 'Node';
}

/** Whether objects of the kind ask for a name even while they point to nothing. */
export function canBeEmpty(kind: ClaimKind): boolean {
  return kind !== 'ExternalName' && kind !== 'ClusterIP';
}

/** Whether objects of the kind can have a set identifier. */
export function canRoute(kind: ClaimKind): boolean {
  return kind !== 'Node';
}

/** What a path lists, and the sources that look at it: a route asks for nothing without its Gateway. */
export function listedSources(path: string): {
  readonly collection: string;
  readonly sources: readonly DnsSourceKind[];
} {
  const [address = ''] = path.split('?', 1);
  const collection = address.slice(address.lastIndexOf('/') + 1);
  return { collection, sources: SOURCES.get(collection) ?? [] };
}

const ROUTES: readonly DnsSourceKind[] = ['gateway-httproute', 'gateway-grpcroute', 'gateway-tlsroute'];
const SOURCES = new Map<string, readonly DnsSourceKind[]>([
  ...Object.values(FACTS).map(
    ({ path, source }) => [path.slice(path.lastIndexOf('/') + 1), [source]] as const,
  ),
  ['gateways', ROUTES],
]);
