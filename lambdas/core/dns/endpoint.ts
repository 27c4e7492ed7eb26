import { ipFamily } from './ip-address.ts';
import { trimFinalDot } from './name-rules.ts';
import { sortTargets } from './targets.ts';

/**
 * What one object wants under one name and type, before zones (ExternalDNS `endpoint/endpoint.go`). Names are
 * normalised; `setIdentifier` and `properties` carry the routing policies.
 */
export interface Endpoint {
  readonly dnsName: string;
  readonly recordType: string;
  /** Sorted by bytes, no final dots (TXT, NAPTR and SRV excepted). */
  readonly targets: readonly string[];
  /** Empty: a simple record. */
  readonly setIdentifier: string;
  /** Seconds, only when configured. */
  readonly ttl?: number;
  /** `ingress/<namespace>/<name>`: label of the marker, and what keeps a name with its object. */
  readonly resource: string;
  /** `alias`, `aws/weight`, ...: provider-specific properties by name. */
  readonly properties: Readonly<Record<string, string>>;
  /** Its markers do not name the object (`name:target` pairs of a template). */
  readonly isAnonymous?: boolean;
  /** Further labels of its markers (DNSEndpoint). */
  readonly labels?: Readonly<Record<string, string>>;
  /** The object says that its load balancer answers on IPv6 too. */
  readonly dualstack?: boolean;
  /** Set by core/dns/adjust.ts: an alias of `targets[0]` rather than a record of its own. */
  readonly alias?: EndpointAlias;
}

export interface EndpointAlias {
  /** Zone of the target; undefined: the record's own zone. */
  readonly hostedZoneId?: string;
  readonly evaluateTargetHealth: boolean;
}

/** A by IPv4, AAAA by IPv6, CNAME for everything else (`SuitableType`). */
export function suitableType(target: string): 'A' | 'AAAA' | 'CNAME' {
  const family = ipFamily(target);
  if (family === 4) return 'A';
  return family === 6 ? 'AAAA' : 'CNAME';
}

/** At most one endpoint per type, in the order A, AAAA, CNAME (`EndpointsForHostname`). */
export function endpointsForTargets(
  base: Omit<Endpoint, 'recordType' | 'targets'>,
  targets: readonly string[],
): readonly Endpoint[] {
  return (['A', 'AAAA', 'CNAME'] as const).flatMap((recordType) => {
    const matching = targets.filter((target) => suitableType(target) === recordType).map(trimFinalDot);
    if (matching.length === 0) return [];
    return [{ ...base, recordType, targets: sortTargets(matching) }];
  });
}
