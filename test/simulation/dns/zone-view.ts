import type { ResourceRecordSet } from '../../../sandbox/aws/route53/record-set.ts';
import type { Zone } from '../../../sandbox/aws/route53/zone.ts';

/** Record sets of a zone by `name type`, names without the final dot; NS and SOA left out. */
export type ZoneView = ReadonlyMap<string, string>;

/** The values that every record set of a zone has now, joined by spaces. */
export function viewOf(zone: Zone): ZoneView {
  const sets = zone.records.from('', 1_000).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
  return new Map(sets.map((set) => [`${set.Name.replace(/\.$/, '')} ${set.Type}`, valuesOf(set)]));
}

function valuesOf({ ResourceRecords = [] }: ResourceRecordSet): string {
  return ResourceRecords.map(({ Value }) => Value).join(' ');
}

/** Whose marker stands beside an address record of this host: our own, somebody else's, or nobody's. */
export function ownerOf(view: ZoneView, host: string): 'ours' | 'foreign' | undefined {
  const text = view.get(`a-${host} TXT`);
  if (text === undefined) return undefined;
  const ours = text.includes('external-dns/owner=golden') && !text.includes('sluice-cluster=other');
  return ours && text.includes('heritage=external-dns') ? 'ours' : 'foreign';
}
