import type { HostedZone } from '../aws-ports.ts';
import type { ReportEntry } from '../report.ts';
import type { DnsSyncConfig } from './config.ts';
import { DNS_REASON } from './reasons.ts';

/** An entry for each id of `dns.zones.ids` that names no zone of the account. In: every zone there is. */
export function noteAbsentZones(
  zones: readonly HostedZone[],
  { zones: { ids } }: Pick<DnsSyncConfig, 'zones'>,
): readonly ReportEntry[] {
  return ids
    .filter((id) => id !== '' && !zones.some((zone) => `/hostedzone/${zone.id}`.endsWith(id)))
    .map((id) => ({
      subject: id,
      action: 'failed',
      reason: DNS_REASON.zoneAbsent,
      message: 'dns.zones.ids names it, and the account has no such zone: correct the id, or remove it',
    }));
}
