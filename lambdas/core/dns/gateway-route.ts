import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { compareBytes } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import { readAnnotations, splitList, splitTargets } from './annotations.ts';
import { compileClaim } from './claim.ts';
import type { DnsSourceKind } from './config.ts';
import { isForUs } from './controller.ts';
import { normalizeName } from './dns-name.ts';
import { intersectHosts } from './gateway-host.ts';
import { admits, readGateway } from './gateway-listener.ts';
import { type AcceptedParent, type RouteParent, readParents } from './gateway-parent.ts';
import { renderNames } from './name-templates.ts';
import { DNS_REASON } from './reasons.ts';
import { noteAnnotations, readSourceObject, type SourceObject, type SourceOptions } from './source.ts';
import { joinClaims, NO_RESULT, type SourceResult } from './source-result.ts';

/**
 * HTTPRoute, GRPCRoute and TLSRoute (ExternalDNS `source/gateway.go`): names on which a listener and the route agree
 * point to the Gateway's addresses. Only parents that accepted the route count. TTL and routing come from the route,
 * targets from the Gateway.
 */

const RouteSpec = v.object({ hostnames: v.nullish(v.array(v.string()), []) });

const NOTHING_RENDERED = { names: [], result: NO_RESULT } as const;

/** The compiler of one kind of route. */
export function compileRoute(
  kind: DnsSourceKind,
): (object: KubernetesObject, options: SourceOptions) => SourceResult {
  return (object, options) => {
    const source = readSourceObject(object, options);
    const spec = v.safeParse(RouteSpec, object['spec'] ?? {});
    if (source === undefined || !spec.success) return NO_RESULT;
    const { accepted, listenerSets } = readParents(object);
    const notes = [...noteAnnotations(source), ...listenerSets.map((parent) => refuseParent(source, parent))];
    const own = (spec.output.hostnames ?? []).map(normalizeName).filter(Boolean);
    const templated = own.length === 0 || options.templates?.combine === true;
    const { names, result } = templated ? renderNames({ source, kind, options }) : NOTHING_RENDERED;
    const hosts = hostnamesOf(source, { own, templated: names.map(normalizeName) }, { options, notes });
    const targets = new Map<string, Set<string>>();
    for (const parent of accepted) collectTargets({ parent, kind, source, hosts }, options, targets);
    const prefix = options.config.annotationPrefixes[0] ?? '';
    const claims = [...targets].map(([hostname, values]) =>
      compileClaim(
        source,
        { hostnames: [hostname], targets: [...values].sort(compareBytes), fixed: true },
        prefix,
      ),
    );
    return joinClaims([{ ...NO_RESULT, notes }, result, ...claims]);
  };
}

interface RouteAtParent {
  readonly parent: AcceptedParent;
  readonly kind: DnsSourceKind;
  readonly source: SourceObject;
  /** An empty one takes the listener's. */
  readonly hosts: readonly string[];
}

/** A name without targets is kept in `targets` too: the Gateway has no address yet, and records stay. */
function collectTargets(
  { parent, kind, source, hosts }: RouteAtParent,
  options: SourceOptions,
  targets: Map<string, Set<string>>,
): void {
  const gateway = options.related.gateways?.get(`${parent.namespace}/${parent.name}`);
  if (gateway === undefined || !isConfigured(gateway, options)) return;
  const { annotationPrefixes } = options.config;
  const annotations = readAnnotations(gateway.metadata.annotations, annotationPrefixes);
  const parts = readGateway(gateway);
  if (parts === undefined || !isForUs(annotations)) return;
  const override = splitTargets(annotations.values['target']).filter((target) => target !== '');
  const values = override.length > 0 ? override : parts.addresses;
  const { kind: objectKind, metadata } = source.object;
  const route = { ...parent, source: kind, kind: objectKind, namespace: metadata.namespace ?? '' };
  const context = { gatewayNamespace: parent.namespace, namespaces: options.related.namespaces ?? new Map() };
  for (const listener of parts.listeners.filter((candidate) => admits(candidate, route, context))) {
    for (const host of hosts) {
      const name = intersectHosts(listener.hostname ?? '', host);
      if (name !== undefined) targets.set(name, new Set([...(targets.get(name) ?? []), ...values]));
    }
  }
}

function isConfigured({ metadata }: KubernetesObject, { config, gateways }: SourceOptions): boolean {
  const { gatewayName, gatewayNamespace } = config.filters;
  if (gatewayName !== '' && metadata.name !== gatewayName) return false;
  if (gatewayNamespace !== '' && metadata.namespace !== gatewayNamespace) return false;
  return gateways(metadata.labels);
}

/** Other than for an Ingress, a `gateway-hostname-source` nobody knows means the usual. */
function hostnamesOf(
  source: SourceObject,
  { own, templated }: { readonly own: readonly string[]; readonly templated: readonly string[] },
  { options, notes }: { readonly options: SourceOptions; readonly notes: ReportEntry[] },
): readonly string[] {
  const { values } = source.annotations;
  const { ignoreHostnameAnnotation } = options.config.filters;
  const listed = ignoreHostnameAnnotation ? [] : splitList(values['hostname'] ?? '');
  const annotated = listed.map(normalizeName).filter(Boolean);
  const wished = values['gateway-hostname-source'];
  switch (wished?.toLowerCase()) {
    case 'annotation-only':
      return annotated;
    case 'defined-hosts-only':
      return [...own, ...templated];
    case undefined:
      break;
    default:
      notes.push({
        subject: source.subject,
        action: 'refused',
        reason: DNS_REASON.unsupportedAnnotation,
        message: `gateway-hostname-source ${JSON.stringify(wished)} is ignored: give annotation-only or defined-hosts-only`,
      });
  }
  return [...own, ...templated, ...(own.length === 0 ? [''] : []), ...annotated];
}

function refuseParent(source: SourceObject, { namespace, name }: RouteParent): ReportEntry {
  return {
    subject: source.subject,
    action: 'refused',
    reason: DNS_REASON.unsupportedSource,
    message: `parent ListenerSet/${namespace}/${name} is not supported: name a Gateway in parentRefs`,
  };
}
