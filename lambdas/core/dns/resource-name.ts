import type { DnsSourceKind } from './config.ts';

/**
 * Names of a source's objects: the kind in Kubernetes, and the first part of `resource` in a marker, which
 * ExternalDNS fixed (`crd/<namespace>/<name>` for a DNSEndpoint).
 */
const NAMES: Readonly<Record<DnsSourceKind, { readonly kind: string; readonly resource: string }>> = {
  ingress: { kind: 'Ingress', resource: 'ingress' },
  service: { kind: 'Service', resource: 'service' },
  crd: { kind: 'DNSEndpoint', resource: 'crd' },
  'gateway-httproute': { kind: 'HTTPRoute', resource: 'httproute' },
  'gateway-grpcroute': { kind: 'GRPCRoute', resource: 'grpcroute' },
  'gateway-tlsroute': { kind: 'TLSRoute', resource: 'tlsroute' },
  node: { kind: 'Node', resource: 'node' },
};

const BY_KIND = new Map(Object.values(NAMES).map(({ kind, resource }) => [kind, resource]));
const BY_RESOURCE = new Map(Object.values(NAMES).map(({ kind, resource }) => [resource, kind]));

/** `gateway-httproute` -> `httproute`: what `resource` of its markers begins with. */
export function resourceOfSource(source: DnsSourceKind): string {
  return NAMES[source].resource;
}

/** `DNSEndpoint/auth/api` -> `crd/auth/api`: an object as a marker names it. */
export function resourceOf(subject: string): string {
  const [kind = ''] = subject.split('/', 1);
  return `${BY_KIND.get(kind) ?? kind.toLowerCase()}${subject.slice(kind.length)}`;
}

/** `crd/auth/api` of a marker -> `DNSEndpoint/auth/api`: the object a person can look at. */
export function subjectOf(resource: string): string {
  const [name = ''] = resource.split('/', 1);
  const kind = BY_RESOURCE.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1);
  return `${kind}${resource.slice(name.length)}`;
}
