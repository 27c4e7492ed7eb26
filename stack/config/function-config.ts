import type { ClusterConnection } from '../../lambdas/core/connection.ts';
import type { DnsSyncConfig } from '../../lambdas/core/dns/config.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import type { ClusterConfiguration, DnsConfiguration, SecretsConfiguration } from '../config.ts';

/** What identifies a cluster and how it is reached, without its halves. */
export type ClusterIdentity = Pick<
  ClusterConfiguration,
  'name' | 'account' | 'region' | 'endpoint' | 'ca' | 'auth'
>;

/** The document `sluice.json` of secret-sync. */
export function compileSecretSyncConfig(
  cluster: ClusterIdentity & Pick<ClusterConfiguration, 'restart'>,
  secrets: SecretsConfiguration,
): SecretSyncConfig {
  return {
    mode: secrets.mode,
    account: cluster.account,
    region: cluster.region,
    cluster: compileConnection(cluster),
    prefixes: secrets.prefixes,
    services: secrets.services,
    regions: secrets.regions ?? [cluster.region],
    storeClasses: secrets.storeClasses,
    namespaces: secrets.namespaces,
    identities: secrets.identities,
    roles: secrets.roles,
    deleteDelaySeconds: secrets.deleteDelay,
    clusterExternalSecrets: secrets.clusterExternalSecrets,
    generators: secrets.generators,
    tagFinds: secrets.tagFinds,
    restart: cluster.restart !== undefined,
    secretListSeconds: secrets.sweep.secretListSeconds,
    sweepCallsPerSecond: secrets.sweep.callsPerSecond,
  };
}

/** The document `sluice.json` of dns-sync. Field by field: what else `dns` holds must not reach the asset. */
export function compileDnsSyncConfig(cluster: ClusterIdentity, dns: DnsConfiguration): DnsSyncConfig {
  const compat = dns.txt?.compat ?? '0.22';
  return {
    mode: dns.mode,
    account: cluster.account,
    region: cluster.region,
    cluster: compileConnection(cluster),
    ownerId: dns.ownerId,
    policy: dns.policy,
    registry: dns.registry,
    sources: dns.sources,
    domainFilters: dns.domainFilters,
    excludeDomains: dns.excludeDomains,
    regexDomainFilter: dns.regexDomainFilter,
    regexDomainExclusion: dns.regexDomainExclusion,
    zones: compileZones(dns.zones),
    annotationPrefixes: dns.annotationPrefixes,
    txt: compileTxt(dns.txt, compat),
    // ExternalDNS 0.14 made AAAA aliases only where the dualstack annotation asked for them (DESIGN 5.3).
    aaaa: dns.aaaa ?? (compat === '0.14' ? 'dualstack-only' : 'always'),
    preferCname: dns.preferCname,
    evaluateTargetHealth: dns.evaluateTargetHealth,
    managedRecordTypes: dns.managedRecordTypes,
    excludeRecordTypes: dns.excludeRecordTypes,
    minTtlSeconds: dns.minTtl,
    defaultTargets: dns.defaultTargets,
    forceDefaultTargets: dns.forceDefaultTargets,
    ...compileTemplates(dns),
    ...(dns.adopt.length === 0 ? {} : { adopt: dns.adopt }),
    targetNetFilter: dns.targetNetFilter,
    excludeTargetNet: dns.excludeTargetNet,
    filters: dns.filters,
    batch: dns.batch,
    deleteDelaySeconds: dns.deleteDelay,
    breaker: dns.breaker,
    leaseNamespace: dns.leaseNamespace,
  };
}

/** Without the field where no zone of another account is named. */
function compileZones({ roles, ...zones }: DnsConfiguration['zones']): DnsSyncConfig['zones'] {
  return roles.length === 0 ? zones : { ...zones, roles };
}

function compileTemplates({
  fqdnTemplates: fqdn,
  fqdnTargetTemplates: fqdnTarget,
  combineFqdnAnnotation: combine,
}: DnsConfiguration): Pick<DnsSyncConfig, 'templates'> {
  return fqdn.length + fqdnTarget.length === 0 ? {} : { templates: { fqdn, fqdnTarget, combine } };
}

function compileTxt(
  txt: DnsConfiguration['txt'],
  compat: DnsSyncConfig['txt']['compat'],
): DnsSyncConfig['txt'] {
  const { encryptKey, migrateFromOwner } = txt ?? {};
  return {
    prefix: txt?.prefix ?? '',
    suffix: txt?.suffix ?? '',
    wildcardReplacement: txt?.wildcardReplacement ?? '',
    compat,
    ...(encryptKey === undefined ? {} : { encryptKey }),
    ...(migrateFromOwner === undefined ? {} : { migrateFromOwner }),
  };
}

/** Endpoint, CA and authentication with their defaults; without endpoint and CA where EKS is asked. */
export function compileConnection({ name, endpoint, ca, auth }: ClusterIdentity): ClusterConnection {
  const connection = {
    name,
    ...(endpoint === undefined ? {} : { endpoint: endpoint.replace(/\/$/, '') }),
    ...(ca === undefined ? {} : { ca }),
  };
  switch (auth.mode) {
    case 'web-identity':
      return { ...connection, auth: { mode: auth.mode, audience: auth.audience ?? `kube:${name}` } };
    case 'eks':
      return { ...connection, auth: { mode: auth.mode, clusterName: auth.clusterName ?? name } };
    case 'token':
    case 'kubeconfig':
      return { ...connection, auth };
  }
}
