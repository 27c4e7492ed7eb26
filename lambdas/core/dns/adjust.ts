import { CLOUDFRONT_ZONE_ID, canonicalZoneId } from './canonical-zones.ts';
import type { DnsSyncConfig } from './config.ts';
import type { Endpoint, EndpointAlias } from './endpoint.ts';
import { ipFamily } from './ip-address.ts';

/**
 * Turns host names of AWS load balancers into alias records (ExternalDNS `AdjustEndpoints`): a CNAME becomes an A
 * alias and, as `dns.aaaa` says, an AAAA alias. This comes before conflicts are decided, so an address and an ALB
 * name in one status give an A from the address and an AAAA alias from the ALB.
 */
export function adjustEndpoint(
  endpoint: Endpoint,
  config: Pick<DnsSyncConfig, 'aaaa' | 'preferCname' | 'evaluateTargetHealth'>,
): readonly Endpoint[] {
  const types = aliasTypes(endpoint, config);
  if (types.length === 0) return [endpoint];
  const alias = aliasOf(endpoint, config.evaluateTargetHealth);
  return types.map((recordType) => ({
    ...endpoint,
    recordType,
    alias,
    targets: endpoint.targets.slice(0, 1),
  }));
}

function aliasTypes(
  endpoint: Endpoint,
  config: Pick<DnsSyncConfig, 'aaaa' | 'preferCname'>,
): readonly ('A' | 'AAAA')[] {
  const alias = endpoint.properties['alias'];
  const target = endpoint.targets[0];
  if (alias === 'false' || target === undefined) return [];
  if (isAddressType(endpoint.recordType)) {
    // A DNSEndpoint may ask for an alias by name; an address has nothing to be an alias of.
    const isAlias = alias !== undefined && ipFamily(target) === undefined;
    return isAlias ? [endpoint.recordType] : [];
  }
  if (endpoint.recordType !== 'CNAME') return [];
  if (alias === 'A' || alias === 'AAAA') return [alias];
  if (alias !== 'true' && (config.preferCname || canonicalZoneId(target) === undefined)) return [];
  const ipv6 = config.aaaa === 'always' || (config.aaaa === 'dualstack-only' && endpoint.dualstack === true);
  return ipv6 ? ['A', 'AAAA'] : ['A'];
}

function isAddressType(type: string): type is 'A' | 'AAAA' {
  return type === 'A' || type === 'AAAA';
}

/** Only the first target counts: targets are sorted, so it is the alphabetically first, as in the peer. */
function aliasOf(endpoint: Endpoint, evaluateByDefault: boolean): EndpointAlias {
  const { properties, targets } = endpoint;
  const hostedZoneId = properties['aws/target-hosted-zone'] ?? canonicalZoneId(targets[0] ?? '');
  const wished = properties['aws/evaluate-target-health'];
  const evaluate = wished === undefined ? evaluateByDefault : wished === 'true';
  return {
    // Route 53 does not take health evaluation for CloudFront targets.
    evaluateTargetHealth: hostedZoneId === CLOUDFRONT_ZONE_ID ? false : evaluate,
    ...(hostedZoneId === undefined ? {} : { hostedZoneId }),
  };
}
