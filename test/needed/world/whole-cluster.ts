import type { ClusterConfiguration } from '../../../stack/config.ts';
import { exampleNotifier } from '../../stack/example-cluster.ts';

/** Whose parameters, zone and roles the example may also use: the account AWS has in its documentation beside ours. */
export const OTHER_ACCOUNT = '444455556666';
/** Whose events are handed to the cluster's region. */
export const OTHER_REGION = 'us-east-1';
/** Mapped to ServiceAccount auth/reader. */
export const MAPPED_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/reader`;
/** That ClusterSecretStores may name. */
export const STORE_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/shared`;
/** That lists and changes the zone of the other account. */
export const ZONE_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/zone`;
export const OTHER_ZONE = { id: 'Z0EXAMPLE0SHARED', name: 'shared.dev.growbin.app' };
export const MARKER_KEY = '/eco2/dns/marker-key';
/** Of every zone that is ours. */
export const ZONE_TAG = { Key: 'sluice', Value: 'eco2-dev' };

/**
 * The example with everything switched on that takes a permission and that one cluster can have at once: what is
 * granted to nobody else can only be shown to be needed where it is granted.
 */
export function deployWhole(cluster: ClusterConfiguration): ClusterConfiguration {
  const { secrets, dns, region } = cluster;
  if (secrets === undefined || dns === undefined || dns.txt === undefined) {
    throw new TypeError('the example has both halves and a registry');
  }
  const reader = { namespace: 'auth', serviceAccount: 'reader', role: MAPPED_ROLE };
  return {
    ...cluster,
    network: {
      subnetIds: ['subnet-0123456789abcdef0'],
      securityGroupIds: ['sg-0123456789abcdef0'],
      ipv6: false,
    },
    notifier: exampleNotifier(),
    restart: {},
    secrets: {
      ...secrets,
      services: ['ParameterStore', 'SecretsManager'],
      regions: [region, OTHER_REGION],
      tagFinds: true,
      clusterExternalSecrets: true,
      generators: ['ECRAuthorizationToken', 'STSSessionToken'],
      identities: [...secrets.identities, reader],
      roles: [{ role: STORE_ROLE, namespaces: [] }],
    },
    dns: {
      ...dns,
      sources: [
        'ingress',
        'service',
        'crd',
        'gateway-httproute',
        'gateway-grpcroute',
        'gateway-tlsroute',
        'node',
      ],
      txt: { ...dns.txt, encryptKey: MARKER_KEY },
      zones: {
        ...dns.zones,
        tags: [`${ZONE_TAG.Key}=${ZONE_TAG.Value}`],
        roles: [{ ...OTHER_ZONE, private: false, role: ZONE_ROLE }],
      },
    },
  };
}
