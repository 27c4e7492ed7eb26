import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { splitList } from './annotations.ts';
import { type Claim, compileClaim, targetAnnotation } from './claim.ts';
import { normalizeName } from './dns-name.ts';
import { headlessClaims, usesNodes } from './headless.ts';
import { readLoadBalancer } from './load-balancer.ts';
import { addTemplated, claims } from './name-templates.ts';
import { isLocal, nodePortTargets, withPorts } from './node-port.ts';
import { DNS_REASON } from './reasons.ts';
import type { RelatedKind } from './related.ts';
import { clusterIpOf, isHeadless, ServiceSpec } from './service-spec.ts';
import { noteAnnotations, readSourceObject, type SourceObject, type SourceOptions } from './source.ts';
import { joinClaims, NO_RESULT, type SourceResult } from './source-result.ts';

/** Service (ExternalDNS `source/service.go`), every type. */

/** aws-load-balancer-controller. */
const ADDRESS_TYPE_ANNOTATION = 'service.beta.kubernetes.io/aws-load-balancer-ip-address-type';

/** Endpoints and held names of one Service; empty when it is not ours to serve. */
export function compileService(object: KubernetesObject, options: SourceOptions): SourceResult {
  const read = readService(object, options);
  if (read === undefined) return NO_RESULT;
  const result = withNames(read, options, (names) => joinClaims(claimsOf(names, options)));
  return joinClaims([{ ...NO_RESULT, notes: noteAnnotations(read.source) }, result]);
}

/** What the names of a Service come to: those it is given, then those a template makes. */
function withNames(
  read: ReadService,
  options: SourceOptions,
  compile: (named: ReadService) => SourceResult,
): SourceResult {
  const own = read.external.length + read.internal.length === 0 ? NO_RESULT : compile(read);
  const claim = (external: readonly string[]) => compile({ ...read, external, internal: [] });
  return addTemplated(own, { source: read.source, kind: 'service', options, claim });
}

/** What else must be read to know where one Service points. */
export function relatedToService(object: KubernetesObject, options: SourceOptions): readonly RelatedKind[] {
  const read = readService(object, options);
  if (read === undefined || targetAnnotation(read.source).length > 0) return [];
  const { spec, source } = read;
  if (!isHeadless(spec) && spec.type !== 'NodePort') return [];
  const hold = ({ external, internal }: ReadService) => ({
    ...NO_RESULT,
    held: [...external, ...internal].map((dnsName) => ({ dnsName, resource: '' })),
  });
  if (!claims(withNames(read, options, hold))) return [];
  if (isHeadless(spec)) return ['endpointslices', 'pods', ...(usesNodes(source) ? ['nodes' as const] : [])];
  return ['nodes', ...(isLocal(spec) ? ['pods' as const] : [])];
}

interface ReadService {
  readonly source: SourceObject;
  readonly spec: ServiceSpec;
  readonly external: readonly string[];
  readonly internal: readonly string[];
}

function readService(object: KubernetesObject, options: SourceOptions): ReadService | undefined {
  const source = readSourceObject(object, options);
  const { serviceTypes, ignoreHostnameAnnotation } = options.config.filters;
  if (source === undefined) return undefined;
  const read = (key: string) =>
    splitList(ignoreHostnameAnnotation ? '' : (source.annotations.values[key] ?? ''))
      .map(normalizeName)
      .filter(Boolean);
  const [external, internal] = [read('hostname'), read('internal-hostname')];
  if (external.length + internal.length === 0 && options.templates === undefined) return undefined;
  const spec = v.safeParse(ServiceSpec, object['spec'] ?? {});
  if (!spec.success || (serviceTypes.length > 0 && !serviceTypes.includes(spec.output.type)))
    return undefined;
  return { source, spec: spec.output, external, internal };
}

function claimsOf(read: ReadService, options: SourceOptions): readonly SourceResult[] {
  const { source, spec, external, internal } = read;
  const all = [...new Set([...external, ...internal])];
  const both = external.filter((name) => internal.includes(name));
  if (both.length > 0) return [refuseBoth(source, both, all)];
  const prefix = options.config.annotationPrefixes[0] ?? '';
  const compile = (claim: Claim) =>
    claim.hostnames.length === 0 ? NO_RESULT : compileClaim(source, claim, prefix);
  const isOverridden = targetAnnotation(source).length > 0;
  if (spec.type === 'NodePort') {
    const targets = isOverridden ? [] : nodePortTargets(source, spec, options);
    if (targets === undefined) return [holdUnread(source, all)];
    return [withPorts(compile({ hostnames: all, targets }), source, spec)];
  }
  if (isHeadless(spec) && !isOverridden) {
    const claims = headlessClaims(source, spec, { hostnames: all, options });
    return claims === undefined ? [holdUnread(source, all)] : claims.map(compile);
  }
  const claim = externalClaim(read, options);
  const inside = spec.type === 'ExternalName' ? [] : internal;
  return [
    claim === undefined ? NO_RESULT : compile(claim),
    compile({ hostnames: inside, targets: clusterIpOf(spec) }),
  ];
}

/** Where `hostname` points; undefined when this type does not publish it at all. */
function externalClaim({ source, spec, external }: ReadService, options: SourceOptions): Claim | undefined {
  const externalIps = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'LoadBalancer': {
      const targets = externalIps.length > 0 ? externalIps : readLoadBalancer(source.object['status']);
      const addressType = source.object.metadata.annotations?.[ADDRESS_TYPE_ANNOTATION];
      return { hostnames: external, targets, dualstack: addressType?.startsWith('dualstack') === true };
    }
    case 'ExternalName': {
      const targets = externalIps.length > 0 ? externalIps : [spec.externalName ?? ''].filter(Boolean);
      return { hostnames: external, targets };
    }
    default: {
      const published = options.config.filters.publishInternalServices || targetAnnotation(source).length > 0;
      return published ? { hostnames: external, targets: clusterIpOf(spec) } : undefined;
    }
  }
}

function refuseBoth(source: SourceObject, both: readonly string[], names: readonly string[]): SourceResult {
  return holdAll(source, names, {
    action: 'refused',
    reason: DNS_REASON.internalAndExternal,
    message:
      `${both.join(', ')} is named by hostname and by internal-hostname, which would publish the cluster ip: ` +
      'use two different names',
  });
}

function holdUnread(source: SourceObject, names: readonly string[]): SourceResult {
  return holdAll(source, names, {
    action: 'skipped',
    reason: DNS_REASON.targetsUnread,
    message: 'records stay as they are: the Pods or Nodes behind the Service could not be read',
  });
}

function holdAll(
  source: SourceObject,
  names: readonly string[],
  why: { readonly action: 'refused' | 'skipped'; readonly reason: string; readonly message: string },
): SourceResult {
  return {
    endpoints: [],
    held: names.map((dnsName) => ({ dnsName, resource: source.resource })),
    notes: [{ subject: source.subject, ...why, keys: names }],
  };
}
