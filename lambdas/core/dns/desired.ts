import type { KubernetesObject } from '../kubernetes.ts';
import { compareBytes, formatKey } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import { adjustEndpoint } from './adjust.ts';
import type { DnsSourceKind, DnsSyncConfig } from './config.ts';
import { createDomainFilter } from './domain-filter.ts';
import { type Endpoint, endpointsForTargets } from './endpoint.ts';
import { compileIngress } from './ingress.ts';
import { ipFamily, isInNetwork } from './ip-address.ts';
import { dropCopies, mergeEndpoints } from './merge.ts';
import { keepRoute53Properties } from './properties.ts';
import { compileService, joinResults } from './service.ts';
import { createSourceOptions, type HeldName, type SourceOptions, type SourceResult } from './source.ts';

/** Listed objects by source. A source that is configured and missing here could not be read. */
export type SourceObjects = Readonly<Partial<Record<DnsSourceKind, readonly KubernetesObject[]>>>;

/** What the cluster wants, before zones. */
export interface Desired {
  readonly endpoints: readonly Endpoint[];
  readonly held: readonly HeldName[];
  readonly notes: readonly ReportEntry[];
}

type Compile = (object: KubernetesObject, options: SourceOptions) => SourceResult;

const COMPILERS: Readonly<Partial<Record<DnsSourceKind, Compile>>> = {
  ingress: compileIngress,
  service: compileService,
};

/**
 * All endpoints of all sources: compiled, merged per source, filtered, and turned into aliases. The order of the
 * objects does not matter: they are sorted by namespace and name first.
 */
export function compileDesired(objects: SourceObjects, config: DnsSyncConfig): Desired {
  const options = createSourceOptions(config);
  const filter = createDomainFilter(config);
  const results = config.sources.map((kind) => compileSource(kind, objects[kind] ?? [], options));
  const { endpoints, held, notes } = joinResults(results);
  const managed = new Set(managedTypes(config));
  return {
    endpoints: dropCopies(endpoints.flatMap((endpoint) => withDefaults(endpoint, config)))
      .flatMap((endpoint) => filterTargets(endpoint, config))
      .flatMap((endpoint) => adjustEndpoint(postProcess(endpoint, config), config))
      .filter((endpoint) => managed.has(endpoint.recordType) && filter.matches(endpoint.dnsName)),
    held: held.filter(({ dnsName }) => filter.matches(dnsName)),
    notes,
  };
}

/** Types in question, on both sides: others are neither created nor deleted. */
export function managedTypes(config: DnsSyncConfig): readonly string[] {
  return config.managedRecordTypes.filter((type) => !config.excludeRecordTypes.includes(type));
}

function compileSource(
  kind: DnsSourceKind,
  objects: readonly KubernetesObject[],
  options: SourceOptions,
): SourceResult {
  const compile = COMPILERS[kind];
  if (compile === undefined) return { endpoints: [], held: [], notes: [] };
  const sorted = [...objects].sort((left, right) =>
    compareBytes(formatKey('', left.metadata), formatKey('', right.metadata)),
  );
  const result = joinResults(sorted.map((object) => compile(object, options)));
  return { ...result, endpoints: mergeEndpoints(result.endpoints) };
}

/** Default targets stand in for missing ones, or with `forceDefaultTargets` replace them. */
function withDefaults(endpoint: Endpoint, config: DnsSyncConfig): readonly Endpoint[] {
  const { defaultTargets, forceDefaultTargets } = config;
  if (defaultTargets.length === 0 || (endpoint.targets.length > 0 && !forceDefaultTargets)) return [endpoint];
  const { recordType: _type, targets: _targets, ...base } = endpoint;
  return endpointsForTargets(base, defaultTargets);
}

/** Networks filter addresses: host names never pass an include list and always pass an exclude list. */
function filterTargets(endpoint: Endpoint, config: DnsSyncConfig): readonly Endpoint[] {
  const { targetNetFilter, excludeTargetNet } = config;
  if (targetNetFilter.length + excludeTargetNet.length === 0) return [endpoint];
  const targets = endpoint.targets.filter((target) => {
    const isAddress = ipFamily(target) !== undefined;
    const included =
      targetNetFilter.length === 0 || targetNetFilter.some((cidr) => isInNetwork(target, cidr));
    return included && !(isAddress && excludeTargetNet.some((cidr) => isInNetwork(target, cidr)));
  });
  return targets.length === 0 ? [] : [{ ...endpoint, targets }];
}

function postProcess(endpoint: Endpoint, config: DnsSyncConfig): Endpoint {
  const ttl = endpoint.ttl ?? (config.minTtlSeconds > 0 ? config.minTtlSeconds : undefined);
  return {
    ...endpoint,
    properties: keepRoute53Properties(endpoint.properties),
    ...(ttl === undefined ? {} : { ttl }),
  };
}
