import { targetNamespaces } from '../../manifests/rbac.ts';
import type { ClusterConfiguration } from '../config.ts';
import { CA_ALLOWED, ENDPOINT_ALLOWED } from './cluster-schema.ts';

/**
 * What no single field shows: rules between fields of a cluster, and between clusters. Each returns sentences
 * in the form of stack/config/problems.ts.
 */
export function findContradictions(clusters: readonly ClusterConfiguration[]): readonly string[] {
  return [
    ...clusters.flatMap((cluster, index) => [
      ...checkAddress(cluster, `clusters[${index}]`),
      ...checkHalves(cluster, `clusters[${index}]`),
      ...checkRestart(cluster, `clusters[${index}].restart`),
      ...checkSecrets(cluster, `clusters[${index}].secrets`),
      ...checkDns(cluster, `clusters[${index}].dns`),
    ]),
    ...checkNames(clusters),
    ...checkOwners(clusters),
  ];
}

/** EKS can be asked where a cluster is and who signs for it; nobody else can. */
function checkAddress({ endpoint, ca, auth }: ClusterConfiguration, path: string): readonly string[] {
  if (endpoint === undefined && ca === undefined && auth.mode === 'eks') return [];
  const either = auth.mode === 'eks' ? '; or give neither, and EKS is asked' : '';
  return [
    ...(endpoint === undefined ? [`${path}.endpoint is missing: ${ENDPOINT_ALLOWED}${either}`] : []),
    ...(ca === undefined ? [`${path}.ca is missing: ${CA_ALLOWED}${either}`] : []),
  ];
}

function checkHalves(cluster: ClusterConfiguration, path: string): readonly string[] {
  if (cluster.secrets !== undefined || cluster.dns !== undefined) return [];
  return [`${path} has neither "secrets" nor "dns": nothing would be deployed; add one with mode "observe"`];
}

function checkRestart({ restart, secrets }: ClusterConfiguration, path: string): readonly string[] {
  if (restart === undefined) return [];
  if (secrets === undefined) return [`${path} needs the secrets half: add "secrets" or remove it`];
  const known = targetNamespaces(secrets);
  return (restart.namespaces ?? []).flatMap((namespace, index) =>
    known.includes(namespace)
      ? []
      : [
          `${path}.namespaces[${index}] is "${namespace}", where no Secret is written: add it to secrets.targets ` +
            `or remove it; allowed: ${known.join(', ')}`,
        ],
  );
}

function checkSecrets(cluster: ClusterConfiguration, path: string): readonly string[] {
  const { secrets } = cluster;
  if (secrets === undefined) return [];
  const problems: string[] = [];
  const parametersOnly = !secrets.services.includes('SecretsManager');
  for (const [index, prefix] of secrets.prefixes.entries()) {
    if (parametersOnly && !prefix.startsWith('/')) {
      problems.push(
        `${path}.prefixes[${index}] is "${prefix}": parameter names begin with "/"; write "/${prefix}", ` +
          'or add "SecretsManager" to services',
      );
    }
  }
  for (const [index, grant] of secrets.namespaces.entries()) {
    for (const prefix of grant.prefixes) {
      if (secrets.prefixes.some((allowed) => prefix.startsWith(allowed))) continue;
      problems.push(
        `${path}.namespaces[${index}].prefixes grants "${prefix}", which lies outside secrets.prefixes ` +
          `(${secrets.prefixes.join(', ')}): add it there or remove it here`,
      );
    }
  }
  return problems;
}

function checkDns(cluster: ClusterConfiguration, path: string): readonly string[] {
  const { dns } = cluster;
  if (dns === undefined) return [];
  const problems: string[] = [];
  if (dns.registry === 'noop' && dns.policy !== 'create-only') {
    problems.push(
      `${path}.registry is "noop" with policy "${dns.policy}": without markers nothing shows what is ours; ` +
        'use policy "create-only", or registry "txt"',
    );
  }
  if (dns.registry === 'txt' && dns.txt === undefined) {
    problems.push(
      `${path}.txt is missing: registry "txt" needs txt.compat, the ExternalDNS that must still read our ` +
        'markers; allowed: "0.14", "0.16-0.21", "0.22"',
    );
  }
  if (dns.txt !== undefined && dns.txt.prefix !== '' && dns.txt.suffix !== '') {
    problems.push(
      `${path}.txt has prefix "${dns.txt.prefix}" and suffix "${dns.txt.suffix}": keep one of them`,
    );
  }
  const unbounded = [dns.domainFilters, dns.zones.ids, dns.zones.tags].every((list) => list.length === 0);
  if (unbounded && dns.regexDomainFilter === '') {
    problems.push(
      `${path} names no zone: it would manage every zone of the account; ` +
        'set domainFilters, zones.ids, zones.tags or regexDomainFilter',
    );
  }
  return problems;
}

function checkNames(clusters: readonly ClusterConfiguration[]): readonly string[] {
  return clusters.flatMap(({ name }, index) => {
    const first = clusters.findIndex((other) => other.name === name);
    if (first === index) return [];
    return [
      `clusters[${index}].name is "${name}", the name of clusters[${first}]: every cluster needs its own`,
    ];
  });
}

function checkOwners(clusters: readonly ClusterConfiguration[]): readonly string[] {
  return clusters.flatMap((cluster, index) =>
    clusters.slice(0, index).flatMap((other, otherIndex) => {
      if (cluster.dns === undefined || cluster.dns.ownerId !== other.dns?.ownerId) return [];
      if (!overlaps(cluster, other)) return [];
      return [
        `clusters[${index}].dns.ownerId is "${cluster.dns.ownerId}", that of clusters[${otherIndex}], and their zones ` +
          'overlap: each would delete the records of the other; give every cluster its own ownerId',
      ];
    }),
  );
}

/** Whether two clusters may manage one record set, as far as the document shows. */
function overlaps(left: ClusterConfiguration, right: ClusterConfiguration): boolean {
  if (left.account !== right.account || left.dns === undefined || right.dns === undefined) return false;
  const rightZones = right.dns.zones.ids;
  const leftZones = left.dns.zones.ids;
  if (leftZones.length > 0 && rightZones.length > 0) return leftZones.some((id) => rightZones.includes(id));
  const rightFilters = domains(right);
  return domains(left).some((a) => rightFilters.some((b) => isBelow(a, b) || isBelow(b, a)));
}

/** The empty domain is the root: everything is below it. */
function isBelow(name: string, domain: string): boolean {
  return domain === '' || name === domain || name.endsWith(`.${domain}`);
}

/** Domain filters without a leading or final dot; the root when there is none. */
function domains(cluster: ClusterConfiguration): readonly string[] {
  const filters = cluster.dns?.domainFilters ?? [];
  return filters.length === 0 ? [''] : filters.map((filter) => filter.replace(/^\.|\.$/g, ''));
}
