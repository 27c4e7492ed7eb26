import { explainInvalidName, isWithin } from './name-rules.ts';
import type { ObservedZone } from './observed-zone.ts';
import { DNS_REASON } from './reasons.ts';
import type { RecordSet } from './record-set.ts';
import type { Refusal } from './refuse-record.ts';
import type { MarkedRecord } from './registry.ts';

/** A record set as the registry sees it. */
export function markedRecord(record: RecordSet): MarkedRecord {
  return { name: record.name, type: record.type, alias: record.alias !== undefined };
}

/** Why no TXT can stand at a marker's name. */
export function refuseName(
  marker: string,
  { zone, names }: ObservedZone,
  record: { readonly name: string },
): Refusal | undefined {
  if (!isWithin(marker, zone.name)) {
    return {
      reason: DNS_REASON.markerOutsideZone,
      message:
        `its marker ${marker} would lie outside zone ${zone.name}, so ${record.name} could never be changed or ` +
        'deleted again: set dns.txt.prefix to one that names the type and ends in a dot, as _edns.%{record_type}.',
    };
  }
  // A CNAME at the record's own name is what the record replaces.
  if (marker !== record.name && names.get(marker)?.records.some(({ type }) => type === 'CNAME') === true) {
    const message = `a CNAME stands at ${marker}, where the marker would be: choose another host name, or a dns.txt.prefix`;
    return { reason: DNS_REASON.markerNameTaken, message };
  }
  const problem = explainInvalidName(marker);
  if (problem === undefined) return undefined;
  const message = `its marker ${marker} ${problem}: use a shorter host name or affix`;
  return { reason: DNS_REASON.markerTooLong, message };
}
