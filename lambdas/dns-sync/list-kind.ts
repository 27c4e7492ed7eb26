import type { DnsSourceKind } from '../core/dns/config.ts';
import type { RelatedKind } from '../core/dns/related.ts';
import { TransientError } from '../core/errors.ts';
import type { KubernetesObject, ResourceKind, ResourceType } from '../core/kubernetes.ts';
import {
  DNS_ENDPOINT,
  DNS_ENDPOINT_VERSIONS,
  ENDPOINT_SLICE,
  GATEWAY,
  GATEWAY_VERSIONS,
  GRPC_ROUTE,
  HTTP_ROUTE,
  INGRESS,
  NAMESPACE,
  NODE,
  POD,
  SERVICE,
  TLS_ROUTE,
} from '../core/resources.ts';
import type { World } from './world.ts';

/** Kinds that come with an extension have a list of versions; the others are always there. */
type Listable = ResourceType | { readonly kind: ResourceKind; readonly versions: readonly string[] };

const LISTABLE: Readonly<Record<DnsSourceKind | RelatedKind, Listable>> = {
  ingress: INGRESS,
  service: SERVICE,
  crd: { kind: DNS_ENDPOINT, versions: DNS_ENDPOINT_VERSIONS },
  'gateway-httproute': { kind: HTTP_ROUTE, versions: GATEWAY_VERSIONS },
  'gateway-grpcroute': { kind: GRPC_ROUTE, versions: GATEWAY_VERSIONS },
  'gateway-tlsroute': { kind: TLS_ROUTE, versions: GATEWAY_VERSIONS },
  node: NODE,
  gateways: { kind: GATEWAY, versions: GATEWAY_VERSIONS },
  namespaces: NAMESPACE,
  nodes: NODE,
  pods: POD,
  endpointslices: ENDPOINT_SLICE,
};

/** Of a kind that no version of is served. */
export interface AbsentKind {
  readonly absent: string;
}

/**
 * Lists a kind, within the configured namespace where it has one; Gateways have a filter of their own. Rejects when
 * any page could not be read.
 */
export async function listKind(
  { cluster, config }: World,
  name: DnsSourceKind | RelatedKind,
): Promise<readonly KubernetesObject[] | AbsentKind> {
  const listable = LISTABLE[name];
  const type = 'versions' in listable ? await cluster.discover(listable.kind, listable.versions) : listable;
  if (type === undefined) return { absent: 'versions' in listable ? describe(listable) : name };
  const { namespace, gatewayNamespace } = config.filters;
  const wanted = name === 'gateways' ? gatewayNamespace : namespace;
  try {
    const { items } = await cluster.list(type, type.namespaced && wanted !== '' ? { namespace: wanted } : {});
    return items;
  } catch (error) {
    // Its definition was taken away since it was discovered.
    if (!('versions' in listable && isNotServed(error))) throw error;
    return { absent: describe(listable) };
  }
}

function isNotServed(error: unknown): boolean {
  return error instanceof TransientError && error.code === 'NotServed';
}

function describe({ kind, versions }: Exclude<Listable, ResourceType>): string {
  return `${kind.plural}.${kind.group} (${versions.join(', ')})`;
}
