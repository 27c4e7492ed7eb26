import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { matchesSelector } from '../label-selector.ts';
import type { DnsSourceKind } from './config.ts';
import { SelectorShape } from './object-selector.ts';

/** Listeners of a Gateway and which routes they take (Gateway API v1, `Listener`). */

const LISTENER = v.object({
  name: v.string(),
  hostname: v.nullish(v.string(), ''),
  port: v.number(),
  protocol: v.string(),
  allowedRoutes: v.nullish(
    v.object({
      namespaces: v.nullish(
        v.object({ from: v.nullish(v.string(), 'Same'), selector: v.nullish(SelectorShape) }),
        {},
      ),
      kinds: v.nullish(
        v.array(v.object({ group: v.nullish(v.string(), 'gateway.networking.k8s.io'), kind: v.string() })),
        [],
      ),
    }),
    {},
  ),
});
export type Listener = v.InferOutput<typeof LISTENER>;

const GATEWAY = v.object({
  spec: v.object({ listeners: v.nullish(v.array(LISTENER), []) }),
  status: v.nullish(v.object({ addresses: v.nullish(v.array(v.object({ value: v.string() })), []) }), {}),
});

export interface GatewayParts {
  readonly listeners: readonly Listener[];
  /** `status.addresses[].value`: addresses and host names. */
  readonly addresses: readonly string[];
}

/** What a Gateway says, or undefined when it is odd. */
export function readGateway(object: KubernetesObject): GatewayParts | undefined {
  const parsed = v.safeParse(GATEWAY, object);
  if (!parsed.success) return undefined;
  const { spec, status } = parsed.output;
  return {
    listeners: spec.listeners ?? [],
    addresses: (status?.addresses ?? []).map(({ value }) => value).filter(Boolean),
  };
}

/** A route that asks for a place at a listener. */
export interface RouteRequest {
  readonly source: DnsSourceKind;
  readonly kind: string;
  readonly namespace: string;
  /** Of the parentRef: empty for any. */
  readonly sectionName: string;
  readonly port: number | undefined;
}

const PROTOCOLS: Readonly<Partial<Record<DnsSourceKind, readonly string[]>>> = {
  'gateway-httproute': ['HTTP', 'HTTPS'],
  'gateway-grpcroute': ['HTTP', 'HTTPS'],
  'gateway-tlsroute': ['TLS'],
};

/** `namespaces`: labels of every namespace by name. */
export function admits(
  listener: Listener,
  route: RouteRequest,
  context: {
    readonly gatewayNamespace: string;
    readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
  },
): boolean {
  if (route.sectionName !== '' && listener.name !== route.sectionName) return false;
  if (route.port !== undefined && listener.port !== route.port) return false;
  if (PROTOCOLS[route.source]?.includes(listener.protocol.toUpperCase()) !== true) return false;
  const kinds = listener.allowedRoutes?.kinds ?? [];
  const group = 'gateway.networking.k8s.io';
  if (kinds.length > 0 && !kinds.some((kind) => kind.kind === route.kind && kind.group === group))
    return false;
  const { from = 'Same', selector } = listener.allowedRoutes?.namespaces ?? {};
  switch (from) {
    case 'All':
      return true;
    case 'Selector': {
      const labels = context.namespaces.get(route.namespace);
      return (
        labels !== undefined &&
        selector !== undefined &&
        selector !== null &&
        matchesSelector(selector, labels)
      );
    }
    default:
      return from === 'Same' && route.namespace === context.gatewayNamespace;
  }
}
