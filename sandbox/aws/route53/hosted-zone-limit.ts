import { AwsServiceError } from '../service-error.ts';
import { requireZone } from './hosted-zones.ts';
import type { Route53State } from './zone.ts';

/** Record sets of a zone until somebody raises the quota (Route 53 developer guide, "Quotas"). */
const RECORD_SETS_MAX = 10_000;

/** How full a zone is. Only the limit on record sets is known here. */
export function getHostedZoneLimit(
  state: Route53State,
  { HostedZoneId, Type }: { readonly HostedZoneId: string; readonly Type: string },
): { readonly Limit: { readonly Type: string; readonly Value: number }; readonly Count: number } {
  const { records } = requireZone(state, HostedZoneId);
  if (Type !== 'MAX_RRSETS_BY_ZONE') {
    throw new AwsServiceError('NotImplemented', `the sandbox does not implement the limit ${Type}`, 501);
  }
  return { Limit: { Type, Value: RECORD_SETS_MAX }, Count: records.size };
}
