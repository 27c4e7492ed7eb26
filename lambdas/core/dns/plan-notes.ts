import type { ReportEntry } from '../report.ts';
import type { Resolution } from './conflict.ts';
import type { Endpoint } from './endpoint.ts';
import type { ObservedRecord } from './observed-zone.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';
import { LABEL } from './registry.ts';
import { subjectOf } from './resource-name.ts';

/** The losers of a name, and CNAMEs dropped beside addresses. */
export function noteConflicts(resolution: Resolution, zoneId: string): readonly ReportEntry[] {
  const lost = resolution.losers.map(({ endpoint, winner }) =>
    noteRefusal(endpoint, zoneId, {
      reason: DNS_REASON.nameConflict,
      message: `${winner.resource} keeps ${endpoint.dnsName}: remove the name from one of the two`,
    }),
  );
  const dropped = resolution.droppedCnames.map((endpoint) =>
    noteRefusal(endpoint, zoneId, {
      reason: DNS_REASON.cnameConflict,
      message: `${endpoint.dnsName} has addresses too, and a CNAME stands alone: it is dropped`,
    }),
  );
  return [...lost, ...dropped];
}

/** Why an existing record set is not touched although an object wants the name. */
export function noteState(record: ObservedRecord, endpoint: Endpoint, zoneId: string): ReportEntry {
  const what = `${record.type} ${record.name}`;
  switch (record.state) {
    case 'foreign': {
      const owner = record.labels?.[LABEL.owner];
      const cluster = record.labels?.[LABEL.cluster];
      const whose =
        cluster === undefined ? `owner ${JSON.stringify(owner ?? '')}` : `cluster ${JSON.stringify(cluster)}`;
      return noteRefusal(endpoint, zoneId, {
        reason: DNS_REASON.foreignOwner,
        message: `${what} belongs to ${whose}: it is left as it is`,
      });
    }
    case 'ambiguous':
      return noteRefusal(endpoint, zoneId, {
        reason: DNS_REASON.ambiguousMarker,
        message: `the only marker of ${what} could be another record's too: give it a marker with its type`,
      });
    default:
      return noteRefusal(endpoint, zoneId, {
        reason: DNS_REASON.unownedRecord,
        message: `${what} exists without a marker: it is left as it is; delete it, or name it in dns.adopt`,
      });
  }
}

/** One refusal, told to the object that asked. */
export function noteRefusal(
  endpoint: Endpoint,
  zoneId: string,
  refusal: { readonly reason: DnsReason; readonly message: string },
): ReportEntry {
  const { dnsName, recordType, resource } = endpoint;
  return {
    subject: subjectOf(resource),
    action: 'refused',
    ...refusal,
    keys: [`${zoneId}/${dnsName}/${recordType}`],
  };
}
