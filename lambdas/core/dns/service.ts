import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { splitList } from './annotations.ts';
import { type Claim, compileClaim } from './claim.ts';
import { normalizeName } from './dns-name.ts';
import { readLoadBalancer } from './load-balancer.ts';
import { DNS_REASON } from './reasons.ts';
import {
  noteAnnotations,
  readSourceObject,
  type SourceObject,
  type SourceOptions,
  type SourceResult,
} from './source.ts';

/**
 * Service (ExternalDNS `source/service.go`): types LoadBalancer, ExternalName and ClusterIP. Headless Services and
 * NodePort need Pods, EndpointSlices and Nodes; their names are refused and what they have is kept.
 */

const ServiceSpec = v.object({
  type: v.optional(v.string(), 'ClusterIP'),
  clusterIP: v.optional(v.string(), ''),
  externalIPs: v.optional(v.nullable(v.array(v.string()))),
  externalName: v.optional(v.string(), ''),
});
type ServiceSpec = v.InferOutput<typeof ServiceSpec>;

const NO_CLUSTER_IP = 'None';
/** aws-load-balancer-controller. */
const ADDRESS_TYPE_ANNOTATION = 'service.beta.kubernetes.io/aws-load-balancer-ip-address-type';
const NOTHING: SourceResult = { endpoints: [], held: [], notes: [] };

/** Endpoints and held names of one Service; empty when it is not ours to serve. */
export function compileService(object: KubernetesObject, options: SourceOptions): SourceResult {
  const source = readSourceObject(object, options);
  const spec = v.safeParse(ServiceSpec, object['spec'] ?? {});
  const { serviceTypes } = options.config.filters;
  if (source === undefined || !spec.success) return NOTHING;
  if (serviceTypes.length > 0 && !serviceTypes.includes(spec.output.type)) return NOTHING;
  const names = hostnamesOf(source, options);
  if (names.external.length + names.internal.length === 0) return NOTHING;
  return joinResults([
    { ...NOTHING, notes: noteAnnotations(source) },
    ...claimsOf(source, { spec: spec.output, names, options }),
  ]);
}

/** Results of several parts as one. */
export function joinResults(results: readonly SourceResult[]): SourceResult {
  return {
    endpoints: results.flatMap((result) => result.endpoints),
    held: results.flatMap((result) => result.held),
    notes: results.flatMap((result) => result.notes),
  };
}

interface Hostnames {
  readonly external: readonly string[];
  readonly internal: readonly string[];
}

interface ServiceParts {
  readonly spec: ServiceSpec;
  readonly names: Hostnames;
  readonly options: SourceOptions;
}

function hostnamesOf(source: SourceObject, options: SourceOptions): Hostnames {
  if (options.config.filters.ignoreHostnameAnnotation) return { external: [], internal: [] };
  const read = (key: string) =>
    splitList(source.annotations.values[key] ?? '')
      .map(normalizeName)
      .filter(Boolean);
  return { external: read('hostname'), internal: read('internal-hostname') };
}

function claimsOf(source: SourceObject, parts: ServiceParts): readonly SourceResult[] {
  const { spec, names, options } = parts;
  const prefix = options.config.annotationPrefixes[0] ?? '';
  const both = names.external.filter((name) => names.internal.includes(name));
  if (both.length > 0) return [refuseBoth(source, both, [...names.external, ...names.internal])];
  if (needsPods(spec)) return [refuseType(source, spec, [...names.external, ...names.internal])];
  const claims: readonly (Claim | undefined)[] = [
    externalTargets(source, parts),
    spec.type === 'ExternalName' ? undefined : { hostnames: names.internal, targets: clusterIp(spec) },
  ];
  return claims.flatMap((claim) =>
    claim === undefined || claim.hostnames.length === 0 ? [] : [compileClaim(source, claim, prefix)],
  );
}

/** Where `hostname` points; undefined when this type does not publish it at all. */
function externalTargets(source: SourceObject, { spec, names, options }: ServiceParts): Claim | undefined {
  const externalIps = spec.externalIPs ?? [];
  const annotated = source.annotations.values['target'];
  switch (spec.type) {
    case 'LoadBalancer': {
      const targets = externalIps.length > 0 ? externalIps : readLoadBalancer(source.object['status']);
      const addressType = source.object.metadata.annotations?.[ADDRESS_TYPE_ANNOTATION];
      return { hostnames: names.external, targets, dualstack: addressType?.startsWith('dualstack') === true };
    }
    case 'ExternalName': {
      const targets = externalIps.length > 0 ? externalIps : [spec.externalName].filter(Boolean);
      return { hostnames: names.external, targets };
    }
    default: {
      const published = options.config.filters.publishInternalServices || (annotated ?? '') !== '';
      return published ? { hostnames: names.external, targets: clusterIp(spec) } : undefined;
    }
  }
}

function clusterIp(spec: ServiceSpec): readonly string[] {
  return spec.clusterIP === '' || spec.clusterIP === NO_CLUSTER_IP ? [] : [spec.clusterIP];
}

function needsPods(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || (spec.type === 'ClusterIP' && spec.clusterIP === NO_CLUSTER_IP);
}

function refuseType(source: SourceObject, spec: ServiceSpec, names: readonly string[]): SourceResult {
  const what = spec.type === 'NodePort' ? 'type NodePort' : 'a headless Service';
  return refuseAll(source, names, {
    reason: DNS_REASON.unsupportedService,
    message: `${what} is not supported: use type LoadBalancer, ExternalName or ClusterIP, or the target annotation`,
  });
}

function refuseBoth(source: SourceObject, both: readonly string[], names: readonly string[]): SourceResult {
  return refuseAll(source, names, {
    reason: DNS_REASON.internalAndExternal,
    message:
      `${both.join(', ')} is named by hostname and by internal-hostname, which would publish the cluster ip: ` +
      'use two different names',
  });
}

function refuseAll(
  source: SourceObject,
  names: readonly string[],
  why: { readonly reason: string; readonly message: string },
): SourceResult {
  return {
    endpoints: [],
    held: names.map((dnsName) => ({ dnsName, resource: source.resource })),
    notes: [{ subject: source.subject, action: 'refused', ...why, keys: names }],
  };
}
