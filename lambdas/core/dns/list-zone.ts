import type { HostedZones, RecordSetPosition } from '../aws-ports.ts';
import { ZONE_PAGES_MAX } from '../bounds.ts';
import { TerminalError } from '../errors.ts';
import type { RecordSet } from './record-set.ts';

/** Every record set of a zone, all pages; rejects when any page fails, so that a partial view is never used. */
export async function listWholeZone(
  zones: Pick<HostedZones, 'listRecordSets'>,
  zoneId: string,
): Promise<readonly RecordSet[]> {
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
