import type { ClusterConfiguration, DnsConfiguration } from '../stack/config.ts';
import type { Half } from './identity.ts';

/**
 * The kinds whose changes the notifier tells, by half. Never Secrets: a review would carry their data off the
 * cluster. Never what changes all the time without a person: Nodes, Pods, EndpointSlices and Leases; the sweep
 * looks at those.
 */
export interface WatchedKind {
  readonly group: string;
  /** Plural, as in a webhook's rules. */
  readonly resource: string;
  readonly kind: string;
  readonly half: Half;
  /** Whether what its controller writes into the status counts, such as a load balancer's name. */
  readonly status: boolean;
  /** Which webhook of the configuration, because each has conditions of its own. */
  readonly webhook: 'objects' | 'services' | 'namespaces' | 'configmaps';
}

const ESO = 'external-secrets.io';
const GATEWAY = 'gateway.networking.k8s.io';

const NAMESPACES = {
  group: '',
  resource: 'namespaces',
  kind: 'Namespace',
  status: false,
  webhook: 'namespaces',
} as const;

type Source = DnsConfiguration['sources'][number];
type Watched = Omit<WatchedKind, 'half'>;

const GATEWAYS: readonly Watched[] = [
  { group: GATEWAY, resource: 'gateways', kind: 'Gateway', status: true, webhook: 'objects' },
  NAMESPACES,
];

const SOURCES: Readonly<Record<Source, readonly Watched[]>> = {
  ingress: [
    { group: 'networking.k8s.io', resource: 'ingresses', kind: 'Ingress', status: true, webhook: 'objects' },
  ],
  service: [{ group: '', resource: 'services', kind: 'Service', status: true, webhook: 'services' }],
  crd: [
    {
      group: 'externaldns.k8s.io',
      resource: 'dnsendpoints',
      kind: 'DNSEndpoint',
      status: false,
      webhook: 'objects',
    },
  ],
  'gateway-httproute': [route('httproutes', 'HTTPRoute'), ...GATEWAYS],
  'gateway-grpcroute': [route('grpcroutes', 'GRPCRoute'), ...GATEWAYS],
  'gateway-tlsroute': [route('tlsroutes', 'TLSRoute'), ...GATEWAYS],
  node: [],
};

/** Each kind once for each half that wants to hear of it. */
export function compileWatchedKinds({
  secrets,
  dns,
  notifier,
}: Pick<ClusterConfiguration, 'secrets' | 'dns' | 'notifier'>): readonly WatchedKind[] {
  const ofSecrets: readonly Watched[] =
    secrets === undefined
      ? []
      : [
          eso('externalsecrets', 'ExternalSecret'),
          eso('secretstores', 'SecretStore'),
          eso('clustersecretstores', 'ClusterSecretStore'),
          ...(secrets.clusterExternalSecrets ? [eso('clusterexternalsecrets', 'ClusterExternalSecret')] : []),
          NAMESPACES,
          ...(notifier?.configMaps === false
            ? []
            : [
                {
                  group: '',
                  resource: 'configmaps',
                  kind: 'ConfigMap',
                  status: false,
                  webhook: 'configmaps',
                } as const,
              ]),
        ];
  const ofDns = (dns?.sources ?? []).flatMap((source) => SOURCES[source]);
  return [
    ...ofSecrets.map((watched) => ({ ...watched, half: 'secrets' as const })),
    ...[...new Set(ofDns)].map((watched) => ({ ...watched, half: 'dns' as const })),
  ];
}

function eso(resource: string, kind: string): Watched {
  return { group: ESO, resource, kind, status: false, webhook: 'objects' };
}

function route(resource: string, kind: string): Watched {
  return { group: GATEWAY, resource, kind, status: true, webhook: 'objects' };
}
