import type { KubernetesObject } from '../kubernetes.ts';
import { compareBytes, formatKey } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import { adjustEndpoint } from './adjust.ts';
import { type DnsSourceKind, type DnsSyncConfig, managedTypes } from './config.ts';
import { compileDnsEndpoint } from './dns-endpoint.ts';
import { createDomainFilter } from './domain-filter.ts';
import { type Endpoint, endpointsForTargets } from './endpoint.ts';
import { compileIngress } from './ingress.ts';
import { ipFamily, isInNetwork } from './ip-address.ts';
import { dropCopies, mergeEndpoints } from './merge.ts';
import type { NameTemplates } from './name-templates.ts';
import { compileNode } from './node.ts';
import { keepRoute53Properties } from './properties.ts';
import { DNS_REASON } from './reasons.ts';
import { explainInvalidTargets } from './record-value.ts';
import { indexRelated, type RelatedObjects } from './related.ts';
import { subjectOf } from './resource-name.ts';
import { compileService } from './service.ts';
import { createSourceOptions, type SourceOptions } from './source.ts';
import { type HeldName, joinResults, type SourceResult } from './source-result.ts';

/** Listed objects by source. A source that is configured and missing here could not be read. */
export type SourceObjects = Readonly<Partial<Record<DnsSourceKind, readonly KubernetesObject[]>>>;

/** What the cluster wants, before zones. */
export interface Desired {
  readonly endpoints: readonly Endpoint[];
  readonly held: readonly HeldName[];
  readonly notes: readonly ReportEntry[];
  /** Objects whose names could not be told: their records stay. */
  readonly unknown: readonly string[];
  /** Names of every object are known, so that what is not asked for may go. */
  readonly complete: boolean;
}

/** What the objects of the sources are read with. */
export interface DesiredContext {
  readonly related?: RelatedObjects;
  readonly templates?: NameTemplates | undefined;
  /** `compileRoute` of gateway-route.ts: a caller with sources of the Gateway API loads it, few have them. */
  readonly routes?: ((kind: DnsSourceKind) => Compile) | undefined;
}

type Compile = (object: KubernetesObject, options: SourceOptions) => SourceResult;

const COMPILERS: Readonly<Partial<Record<DnsSourceKind, Compile>>> = {
  ingress: compileIngress,
  service: compileService,
  crd: compileDnsEndpoint,
  node: compileNode,
};

/**
 * All endpoints of all sources: compiled, merged per source, filtered, and turned into aliases. The order of the
 * objects does not matter: they are sorted by namespace and name first. Throws RangeError for a source of the Gateway
 * API without `routes`.
 */
export function compileDesired(
  objects: SourceObjects,
  config: DnsSyncConfig,
  { related = {}, templates, routes }: DesiredContext = {},
): Desired {
  const options = createSourceOptions(config, { related: indexRelated(related), templates });
  const filter = createDomainFilter(config);
  const results = config.sources.map((kind) => {
    const compile = COMPILERS[kind] ?? routes?.(kind);
    if (compile === undefined) throw new RangeError(`what compiles ${kind} was not loaded`);
    return compileSource(compile, objects[kind] ?? [], options);
  });
  const joined = joinResults(results);
  const managed = new Set(managedTypes(config));
  const wanted = dropCopies(joined.endpoints.flatMap((endpoint) => withDefaults(endpoint, config)))
    .flatMap((endpoint) => filterTargets(endpoint, config))
    .flatMap((endpoint) => adjustEndpoint(postProcess(endpoint, config), config))
    .filter((endpoint) => managed.has(endpoint.recordType) && filter.matches(endpoint.dnsName));
  const checked = checkEndpoints(wanted);
  return {
    endpoints: checked.endpoints,
    held: [...joined.held, ...checked.held].filter(({ dnsName }) => filter.matches(dnsName)),
    notes: [...joined.notes, ...checked.notes],
    unknown: joined.unknown ?? [],
    complete: joined.isIncomplete !== true,
  };
}

/** Endpoints that Route 53 would refuse are told to their object, and what stands under their name stays. */
function checkEndpoints(endpoints: readonly Endpoint[]): SourceResult {
  const good: Endpoint[] = [];
  const held: HeldName[] = [];
  const notes: ReportEntry[] = [];
  for (const endpoint of endpoints) {
    const problem = explainInvalidTargets(endpoint);
    if (problem === undefined) {
      good.push(endpoint);
      continue;
    }
    const { dnsName, resource } = endpoint;
    held.push({ dnsName, resource });
    notes.push({
      subject: subjectOf(resource),
      action: 'refused',
      reason: DNS_REASON.invalidTarget,
      message: `${dnsName} ${problem}`,
      keys: [dnsName],
    });
  }
  return { endpoints: good, held, notes };
}

function compileSource(
  compile: Compile,
  objects: readonly KubernetesObject[],
  options: SourceOptions,
): SourceResult {
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
