import type { HostedZone } from '../aws-ports.ts';
import { DEFAULT_TTL_SECONDS } from '../bounds.ts';
import { observedName } from './dns-name.ts';
import type { Endpoint } from './endpoint.ts';
import type { RecordSet } from './record-set.ts';
import { copyRouting, routingOf } from './routing.ts';
import { targetsKey } from './targets.ts';

/**
 * The record set an endpoint becomes in a zone. Comparison is between effective record sets, never between
 * property bags: the peer compares properties that Route 53 does not report back, and so updates for ever.
 */
export function toRecordSet(endpoint: Endpoint, zone: HostedZone): RecordSet {
  const routing = routingOf(endpoint);
  const base = { name: endpoint.dnsName, type: endpoint.recordType };
  if (endpoint.alias === undefined) {
    return { ...base, ttl: endpoint.ttl ?? DEFAULT_TTL_SECONDS, values: endpoint.targets, ...routing };
  }
  const { evaluateTargetHealth, hostedZoneId = zone.id } = endpoint.alias;
  const dnsName = endpoint.targets[0] ?? '';
  return { ...base, alias: { dnsName, hostedZoneId, evaluateTargetHealth }, ...routing };
}

/**
 * Whether a record set already is what an endpoint wants. A TTL counts only when one is configured: removing the
 * annotation leaves the TTL as it is.
 */
export function isSameRecord(observed: RecordSet, desired: RecordSet, endpoint: Endpoint): boolean {
  if (endpoint.alias === undefined && endpoint.ttl !== undefined && observed.ttl !== endpoint.ttl)
    return false;
  return effectiveKey(observed) === effectiveKey(desired);
}

function effectiveKey(set: RecordSet): string {
  const routing = routingKey(set);
  if (set.alias === undefined) return `${targetsKey(set.type, set.values ?? [])}\n${routing}`;
  const { dnsName, hostedZoneId, evaluateTargetHealth } = set.alias;
  return `alias ${observedName(dnsName)} ${hostedZoneId} ${evaluateTargetHealth}\n${routing}`;
}

function routingKey(set: RecordSet): string {
  if (set.setIdentifier === undefined && set.healthCheckId === undefined) return '';
  const { geoLocation, geoProximity, ...flat } = copyRouting(set);
  const fields: Readonly<Record<string, unknown>> = { ...flat, ...geoLocation, ...geoProximity };
  return Object.keys(fields)
    .sort()
    .map((key) => `${key}=${String(fields[key])}`)
    .join('\n');
}
