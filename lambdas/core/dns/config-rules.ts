import {
  CHANGE_CHARACTERS_MAX,
  CHANGE_RECORDS_MAX,
  DELETE_DELAY_MS_MIN,
  QUEUE_DELAY_SECONDS_MAX,
} from '../bounds.ts';
import type { DnsSyncConfig } from './config.ts';
import { createDomainFilter } from './domain-filter.ts';
import { ipFamily, isInNetwork } from './ip-address.ts';
import { parseLabelSelector } from './label-selector.ts';

/**
 * What is wrong with settings that have the right types: a line each, with what was given, what is allowed and what
 * to change. ExternalDNS refuses some of them at start, and loses or orphans records with the others.
 */
export function findConfigProblems(config: DnsSyncConfig): readonly string[] {
  return [
    ...ownershipProblems(config),
    ...annotationProblems(config),
    ...filterProblems(config),
    ...limitProblems(config),
  ];
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const SERVICE_TYPES: readonly string[] = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
const DELETE_DELAY_SECONDS_MIN = DELETE_DELAY_MS_MIN / 1000;

function ownershipProblems({ ownerId, registry, policy, txt }: DnsSyncConfig): readonly string[] {
  const problems: string[] = [];
  const owners: readonly (readonly [string, string])[] = [
    ['dns.ownerId', ownerId],
    ...(txt.migrateFromOwner === undefined
      ? []
      : [['dns.txt.migrateFromOwner', txt.migrateFromOwner] as const]),
  ];
  for (const [field, owner] of owners) {
    if (owner === '' || /[,"\s]/.test(owner)) {
      problems.push(
        `${field} ${JSON.stringify(owner)}: give at least one character, and no comma, quote or space, which a ` +
          'marker could not hold',
      );
    }
  }
  if (registry === 'noop' && policy !== 'create-only') {
    problems.push(
      `dns.registry noop with dns.policy ${policy}: without markers nothing shows what is ours, so only create-only ` +
        'is allowed; use registry txt, or policy create-only',
    );
  }
  if (txt.prefix !== '' && txt.suffix !== '') {
    problems.push(
      `dns.txt.prefix ${JSON.stringify(txt.prefix)} together with dns.txt.suffix ${JSON.stringify(txt.suffix)}: ` +
        'give one of the two',
    );
  }
  return problems;
}

function annotationProblems({ annotationPrefixes }: DnsSyncConfig): readonly string[] {
  if (annotationPrefixes.length === 0) return ['dns.annotationPrefixes is empty: give at least one prefix'];
  return annotationPrefixes
    .filter((prefix) => !/[^/]\/$/.test(prefix))
    .map(
      (prefix) =>
        `dns.annotationPrefixes ${JSON.stringify(prefix)}: a prefix ends in /, as external-dns.kubernetes.io/`,
    );
}

function filterProblems(config: DnsSyncConfig): readonly string[] {
  const { filters } = config;
  const networks = [...config.targetNetFilter, ...config.excludeTargetNet];
  const types = filters.serviceTypes.filter((type) => !SERVICE_TYPES.includes(type));
  return [
    ...explain('dns.regexDomainFilter and dns.regexDomainExclusion', () => createDomainFilter(config)),
    ...explain('dns.filters.labelFilter', () => parseLabelSelector(filters.labelFilter)),
    ...explain('dns.filters.gatewayLabelFilter', () => parseLabelSelector(filters.gatewayLabelFilter)),
    ...explain('dns.filters.annotationFilter', () => parseLabelSelector(filters.annotationFilter)),
    ...(filters.annotationFilter.includes('!=')
      ? [
          `dns.filters.annotationFilter ${JSON.stringify(filters.annotationFilter)}: != is refused there as in ExternalDNS, use notin`,
        ]
      : []),
    ...(filters.ingressClasses.length > 0 && filters.annotationFilter.includes(CLASS_ANNOTATION)
      ? [`dns.filters.ingressClasses and an annotationFilter on ${CLASS_ANNOTATION}: give one of the two`]
      : []),
    ...types.map(
      (type) => `dns.filters.serviceTypes ${JSON.stringify(type)}: allowed are ${SERVICE_TYPES.join(', ')}`,
    ),
    ...networks
      .filter((cidr) => !isNetwork(cidr))
      .map((cidr) => `network ${JSON.stringify(cidr)}: give address/prefix length, as 10.0.0.0/8`),
  ];
}

function limitProblems({ batch, deleteDelaySeconds, breaker }: DnsSyncConfig): readonly string[] {
  const between = (field: string, value: number, [min, max]: readonly [number, number]) =>
    value >= min && value <= max ? [] : [`${field} ${value}: allowed are ${min} to ${max}`];
  return [
    ...between('dns.deleteDelay', deleteDelaySeconds, [DELETE_DELAY_SECONDS_MIN, QUEUE_DELAY_SECONDS_MAX]),
    ...between('dns.breaker.share', breaker.share, [0, 1]),
    ...between('dns.batch.changes', batch.changes, [1, CHANGE_RECORDS_MAX]),
    ...between('dns.batch.values', batch.values, [1, CHANGE_RECORDS_MAX]),
    ...between('dns.batch.characters', batch.characters, [1, CHANGE_CHARACTERS_MAX]),
  ];
}

function explain(field: string, compile: () => unknown): readonly string[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (error instanceof SyntaxError) return [`${field}: ${error.message}`];
    throw error;
  }
}

function isNetwork(cidr: string): boolean {
  const address = cidr.split('/', 1)[0] ?? '';
  return ipFamily(address) !== undefined && isInNetwork(address, cidr);
}
