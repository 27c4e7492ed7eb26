import type { ResourceRecordSet } from '../../../sandbox/aws/route53/record-set.ts';
import type { Zone } from '../../../sandbox/aws/route53/zone.ts';
import { markerNameOf, type RegistryShape, readMarker } from './registry-shape.ts';
import { HOSTS, IDS } from './scenario.ts';

/** Record sets of a zone by `name type`, and set identifier; names without the final dot; NS and SOA left out. */
export type ZoneView = ReadonlyMap<string, string>;

/** A place for one record set: a host, and the set identifier or nothing. */
export interface Slot {
  readonly host: string;
  readonly id: string;
}

export const SLOTS: readonly Slot[] = HOSTS.flatMap((host) => IDS.map((id) => ({ host, id })));

/** Types of records that point somewhere. */
const TYPES: readonly string[] = ['A', 'AAAA', 'CNAME'];
/** What markers name as the type; nothing: markers of old, without a type. */
const MARKED: readonly string[] = ['a', 'aaaa', 'cname', ''];

/** The values that every record set of a zone has now, joined by spaces. */
export function viewOf(zone: Zone): ZoneView {
  const sets = zone.records.from('', 1_000).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
  return new Map(
    sets.map((set) => [keyOf(set.Name.replace(/\.$/, ''), set.Type, set.SetIdentifier ?? ''), valuesOf(set)]),
  );
}

function keyOf(name: string, type: string, id: string): string {
  return id === '' ? `${name} ${type}` : `${name} ${type} ${id}`;
}

function valuesOf({ ResourceRecords = [] }: ResourceRecordSet): string {
  return ResourceRecords.map(({ Value }) => Value.replace(/\.$/, '')).join(' ');
}

/** Where the record sets of a slot point, joined by spaces; undefined when there are none. */
export function targetOf(view: ZoneView, { host, id }: Slot): string | undefined {
  const values = TYPES.flatMap((type) => view.get(keyOf(host, type, id)) ?? []);
  return values.length === 0 ? undefined : values.join(' ');
}

/** Whether a slot holds a CNAME, beside which no name can hold record sets of other types. */
export function isCname(view: ZoneView, { host, id }: Slot): boolean {
  return view.has(keyOf(host, 'CNAME', id));
}

/** Texts of every marker of a slot, in any shape. */
export function markersOf(view: ZoneView, { host, id }: Slot, shape: RegistryShape): readonly string[] {
  return MARKED.flatMap((type) => {
    const value = view.get(keyOf(markerNameOf(shape, host, type), 'TXT', id));
    const text = value === undefined ? '' : readMarker(shape, value);
    return text === '' ? [] : [text];
  });
}

/** Whose markers stand at a slot: our own, somebody else's, or nobody's. */
export function ownerOf(view: ZoneView, slot: Slot, shape: RegistryShape): 'ours' | 'foreign' | undefined {
  const markers = markersOf(view, slot, shape);
  if (markers.length === 0) return undefined;
  const ours = (text: string) =>
    text.includes('external-dns/owner=golden') && !text.includes('sluice-cluster=other');
  return markers.every(ours) ? 'ours' : 'foreign';
}
