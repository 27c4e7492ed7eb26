import type { HostedZones, RecordSetPosition } from '../core/aws-ports.ts';
import { ZONE_PAGES_MAX } from '../core/bounds.ts';
import type { RecordSet } from '../core/dns/record-set.ts';
import { TerminalError } from '../core/errors.ts';

/** Every record set of a zone, all pages; rejects when any page fails, so that a partial view is never used. */
export async function listWholeZone(zones: HostedZones, zoneId: string): Promise<readonly RecordSet[]> {
  const all: RecordSet[] = [];
  let start: RecordSetPosition | undefined;
  for (let page = 0; page < ZONE_PAGES_MAX; page += 1) {
    const { recordSets, next } = await zones.listRecordSets(zoneId, start);
    for (const set of recordSets) all.push(set);
    if (next === undefined) return all;
    start = next;
  }
  throw new TerminalError(`zone ${zoneId} has more than ${ZONE_PAGES_MAX} pages of record sets`, {
    code: 'TooManyPages',
    subject: zoneId,
  });
}
