import type { HostedZone } from '../aws-ports.ts';
import { observedName } from './dns-name.ts';
import type { Labels } from './labels.ts';
import { readMarkerName } from './marker-name.ts';
import { readMarkerValue } from './marker-value.ts';
import type { Marker, ObservedName, ObservedRecord, ObservedTxt, ObservedZone } from './observed-zone.ts';
import { hasFirstLabel } from './own-labels.ts';
import type { RecordSet } from './record-set.ts';
import { LABEL, type Registry } from './registry.ts';

/**
 * Reads a zone's registry. A marker may be readable in several ways, so a reading counts only where its record set
 * exists, and the type-less reading only where that record has no marker with a type. What still has two readings
 * is ambiguous: neither record is touched. (ExternalDNS takes the first reading, and so overwrites a foreign `web`
 * when a host `a-web` of ours has an old type-less marker; reference: externaldns appendix B.) Markers we wrote say
 * which reading was meant.
 *
 *   zone                                          marker of        state of web
 *   web A, a-web TXT ours                         web              ours
 *   web A, a-web A, a-web TXT ours                either           ambiguous, both
 *   web A, a-web A, a-web TXT, a-a-web TXT ours   web and a-web    ours, both
 *   a-web A, a-web TXT ours                       a-web            (none)
 */
export function readZone(
  zone: HostedZone,
  recordSets: readonly RecordSet[],
  options: { readonly registry: Registry; readonly managed: ReadonlySet<string>; readonly complete: boolean },
): ObservedZone {
  const { registry, managed, complete } = options;
  const names = new Map<string, MutableName>();
  const txt = new Map<string, readonly ObservedTxt[]>();
  const markers: Marker[] = [];
  const several: MutableName[] = [];
  for (const set of recordSets) {
    const name = observedName(set.name);
    const isTxt = set.type === 'TXT';
    if (isTxt) {
      const labels = registry.enabled ? readMarkerValue(set, registry) : undefined;
      const marker = labels === undefined ? undefined : { set, name, labels };
      txt.set(name, added(txt.get(name) ?? NONE, marker ?? { set }));
      if (marker !== undefined) {
        markers.push(marker);
        continue;
      }
    }
    if (managed.has(set.type)) {
      const entry = entryAt(names, name);
      if (entry.records.length === 1) several.push(entry);
      entry.records = added(entry.records, unmarked(set, name));
    } else if (!isTxt) {
      const entry = entryAt(names, name);
      entry.others = added(entry.others, set);
    }
  }
  claimRecords(markers, names, registry);
  for (const { records } of several) adoptDualstack(records);
  return { zone, names, txt, complete };
}

/** Records take their state while markers are read: a copy a stage would be most of what a large zone costs. */
type MutableRecord = { -readonly [Field in keyof ObservedRecord]: ObservedRecord[Field] };

interface MutableName {
  records: readonly MutableRecord[];
  others: ObservedName['others'];
}

type Names = ReadonlyMap<string, MutableName>;

const NONE: readonly never[] = [];

function entryAt(names: Map<string, MutableName>, name: string): MutableName {
  const known = names.get(name);
  if (known !== undefined) return known;
  const entry: MutableName = { records: NONE, others: NONE };
  names.set(name, entry);
  return entry;
}

/** Most lists hold one thing: an array made for it is an eighth of one that was pushed to. */
function added<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : [...list, item];
}

function unmarked(set: RecordSet, name: string): MutableRecord {
  const { type, setIdentifier = '' } = set;
  return { set, name, type, setIdentifier, state: 'unowned', labels: undefined, markers: NONE };
}

/** Precedence of a reading: typed, alias read as CNAME, type-less. */
type Rank = 0 | 1 | 2;

/** One record set a marker may stand for. */
interface Hit {
  readonly record: MutableRecord;
  readonly rank: Rank;
}

function claimRecords(markers: readonly Marker[], names: Names, registry: Registry): void {
  const later: { readonly hit: Hit; readonly marker: Marker }[] = [];
  let typed: ReadonlySet<MutableRecord> | undefined;
  for (const marker of markers) {
    let hits = findHits(marker, names, registry);
    let isAmbiguous = false;
    if (hits.length > 1) {
      typed ??= recordsWithType(markers, names, registry);
      hits = choose(hits, typed);
      const name = hits[0]?.record.name;
      isAmbiguous = hits.some(({ record }) => record.name !== name);
    }
    for (const hit of hits) {
      if (isAmbiguous) refuseClaim(hit.record);
      else if (hit.rank === 0) claim(hit.record, marker, registry);
      else later.push({ hit, marker });
    }
  }
  later.sort((left, right) => left.hit.rank - right.hit.rank);
  for (const { hit, marker } of later) claim(hit.record, marker, registry);
}

/** The first marker decides, and those of ours are kept. */
function claim(record: MutableRecord, marker: Marker, registry: Registry): void {
  const ours = isOurs(marker.labels, registry);
  if (record.labels === undefined) {
    record.labels = marker.labels;
    record.state = ours ? 'ours' : 'foreign';
  }
  if (ours) record.markers = added(record.markers, marker);
}

function refuseClaim(record: MutableRecord): void {
  if (record.labels === undefined) record.state = 'ambiguous';
}

/** Record sets that a marker with a type may stand for; asked for only when a marker has two readings. */
function recordsWithType(
  markers: readonly Marker[],
  names: Names,
  registry: Registry,
): ReadonlySet<MutableRecord> {
  const typed = new Set<MutableRecord>();
  for (const marker of markers) {
    for (const hit of findHits(marker, names, registry)) if (isTyped(hit)) typed.add(hit.record);
  }
  return typed;
}

/** The type-less reading counts only where its record has no marker with a type, unless there is no other. */
function choose(hits: readonly Hit[], typed: ReadonlySet<MutableRecord>): readonly Hit[] {
  const decisive = hits.filter((hit) => isTyped(hit) || !typed.has(hit.record));
  return decisive.length > 0 ? decisive : hits;
}

function isTyped(hit: Hit): boolean {
  return hit.rank < 2;
}

function findHits(marker: Marker, names: Names, registry: Registry): readonly Hit[] {
  let hits: readonly Hit[] = NONE;
  const { setIdentifier = '' } = marker.set;
  const host = marker.labels[LABEL.host];
  for (const { name, type } of readMarkerName(marker.name, registry.txt)) {
    for (const record of recordsAt(name, names, registry)) {
      if (host !== undefined && !hasFirstLabel(record.name, host)) continue;
      const rank = rankOf(type, record.set);
      if (rank === undefined || record.setIdentifier !== setIdentifier) continue;
      hits = added(hits, { record, rank });
    }
  }
  return hits;
}

/** Records of a reading's name, whose first label may be the wildcard's replacement. */
function recordsAt(name: string, names: Names, { txt }: Registry): readonly MutableRecord[] {
  const records = names.get(name)?.records ?? NONE;
  if (txt.wildcardReplacement === '') return records;
  const replacement = txt.wildcardReplacement.toLowerCase();
  if (!hasFirstLabel(name, replacement)) return records;
  return [...records, ...(names.get(`*${name.slice(replacement.length)}`)?.records ?? NONE)];
}

function rankOf(readType: string, set: RecordSet): Rank | undefined {
  if (readType === set.type) return 0;
  if (readType === 'CNAME' && set.type === 'A' && set.alias !== undefined) return 1;
  // Type-less markers were never written for AAAA, so they do not speak for one.
  return readType === '' && set.type !== 'AAAA' ? 2 : undefined;
}

/** Our owner id (or the one we migrate from), and not the label of another cluster. */
export function isOurs(labels: Labels, registry: Registry): boolean {
  const cluster = labels[LABEL.cluster];
  if (cluster !== undefined && cluster !== registry.cluster) return false;
  const owner = labels[LABEL.owner];
  if (owner === undefined) return false;
  return owner === registry.ownerId || owner === registry.txt.migrateFromOwner;
}

/** Until v0.15 the AAAA of an alias pair had no marker; the label of its sibling's marker said that it is there. */
function adoptDualstack(records: readonly MutableRecord[]): void {
  for (const record of records) {
    if (record.type !== 'AAAA' || record.set.alias === undefined || record.state !== 'unowned') continue;
    const sibling = records.find(
      (other) =>
        other.type === 'A' && other.set.alias !== undefined && other.setIdentifier === record.setIdentifier,
    );
    if (sibling?.state !== 'ours' || sibling.labels?.[LABEL.dualstack] !== 'true') continue;
    record.state = 'ours';
    record.labels = sibling.labels;
  }
}
