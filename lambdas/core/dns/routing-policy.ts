import type { RecordSet } from './record-set.ts';

/** By which of Route 53's routing policies a record set answers. */
export function policyOf(set: RecordSet | undefined): string {
  if (set?.weight !== undefined) return 'weighted';
  if (set?.region !== undefined) return 'latency';
  if (set?.failover !== undefined) return 'failover';
  if (set?.multiValueAnswer !== undefined) return 'multi-value';
  if (set?.geoLocation !== undefined) return 'geolocation';
  return set?.geoProximity === undefined ? 'simple' : 'geoproximity';
}
