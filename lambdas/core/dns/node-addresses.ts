import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { ipFamily } from './ip-address.ts';

/** Addresses of a Node by who can reach them. */
export interface NodeAddresses {
  readonly external: readonly string[];
  readonly internal: readonly string[];
  /** Cordoned off. */
  readonly unschedulable: boolean;
}

const Node = v.object({
  spec: v.nullish(v.object({ unschedulable: v.nullish(v.boolean(), false) }), {}),
  status: v.nullish(
    v.object({ addresses: v.nullish(v.array(v.object({ type: v.string(), address: v.string() })), []) }),
    {},
  ),
});

/**
 * Addresses of a Node; none for an object that is odd. With `exposeInternalIpv6` internal IPv6 addresses, which are
 * usually routable, count as external too.
 */
export function readNodeAddresses(
  object: KubernetesObject,
  { exposeInternalIpv6 }: { readonly exposeInternalIpv6: boolean },
): NodeAddresses {
  const parsed = v.safeParse(Node, object);
  if (!parsed.success) return { external: [], internal: [], unschedulable: false };
  const addresses = parsed.output.status?.addresses ?? [];
  const ofType = (wanted: string) =>
    addresses.filter(({ type }) => type === wanted).map(({ address }) => address);
  const internal = ofType('InternalIP');
  const exposed = exposeInternalIpv6 ? internal.filter((address) => ipFamily(address) === 6) : [];
  return {
    external: [...ofType('ExternalIP'), ...exposed],
    internal,
    unschedulable: parsed.output.spec?.unschedulable === true,
  };
}
