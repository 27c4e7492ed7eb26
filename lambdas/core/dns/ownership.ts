import type { HostedZone } from '../ports.ts';
import { observedName } from './dns-name.ts';
import type { Labels } from './labels.ts';
import { readMarkerName } from './marker-name.ts';
import { readMarkerValue } from './marker-value.ts';
import type { Marker, ObservedName, ObservedRecord, ObservedZone, OwnershipState } from './observed-zone.ts';
import type { RecordSet } from './record-set.ts';
import { LABEL, type Registry, TYPELESS } from './registry.ts';

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
  const index = new Map<string, RecordSet[]>();
  const markers: Marker[] = [];
  for (const set of recordSets) {
    const name = observedName(set.name);
    const labels = labelsOf(set, registry);
    const entry = entryAt(names, name);
    if (set.type === 'TXT') entry.txt = added(entry.txt, labels === undefined ? { set } : { set, labels });
    else if (!managed.has(set.type)) entry.others = added(entry.others, set);
    if (labels !== undefined) markers.push({ set, name, labels });
    else if (managed.has(set.type)) append(index, name, set);
  }
  const claims = claimRecords(markers, index, registry);
  for (const [name, sets] of index) {
    const records = sets.map((set) => own(set, name, claims, registry));
    if (records.length > 1) adoptDualstack(records);
    entryAt(names, name).records = records;
  }
  return { zone, names, complete };
}

type MutableName = { -readonly [Field in keyof ObservedName]: ObservedName[Field] };

const NONE: readonly never[] = [];

function entryAt(names: Map<string, MutableName>, name: string): MutableName {
  const known = names.get(name);
  if (known !== undefined) return known;
  const entry: MutableName = { records: NONE, txt: NONE, others: NONE };
  names.set(name, entry);
  return entry;
}

/** Most lists hold one thing: an array made for it is an eighth of one that was pushed to. */
function added<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : [...list, item];
}

/** What stands for a record set: markers with their precedence (typed, alias read as CNAME, type-less). */
interface Claim {
  readonly markers: { readonly rank: Rank; readonly marker: Marker }[];
  ambiguous: boolean;
}

type Rank = 0 | 1 | 2;
type Claims = ReadonlyMap<RecordSet, Claim>;
/** Record sets of managed types by name. */
type RecordIndex = ReadonlyMap<string, readonly RecordSet[]>;

/** One record set a marker may stand for; `rank` is the precedence of that reading. */
interface Hit {
  readonly set: RecordSet;
  readonly name: string;
  readonly rank: Rank;
}

function labelsOf(set: RecordSet, registry: Registry): Labels | undefined {
  return registry.enabled && set.type === 'TXT' ? readMarkerValue(set, registry) : undefined;
}

function append(index: Map<string, RecordSet[]>, name: string, set: RecordSet): void {
  const sets = index.get(name);
  if (sets === undefined) index.set(name, [set]);
  else sets.push(set);
}

function claimRecords(markers: readonly Marker[], index: RecordIndex, registry: Registry): Claims {
  const hitsOf = markers.map((marker) => findHits(marker, index, registry));
  const typed = new Set<RecordSet>();
  for (const hits of hitsOf) for (const hit of hits) if (isTyped(hit)) typed.add(hit.set);
  const claims = new Map<RecordSet, Claim>();
  for (const [position, marker] of markers.entries()) {
    const chosen = choose(hitsOf[position] ?? [], typed);
    const ambiguous = chosen.some(({ name }) => name !== chosen[0]?.name);
    for (const { set, rank } of chosen) {
      const claim = claims.get(set);
      if (claim === undefined) claims.set(set, { markers: ambiguous ? [] : [{ rank, marker }], ambiguous });
      else if (ambiguous) claim.ambiguous = true;
      else claim.markers.push({ rank, marker });
    }
  }
  return claims;
}

/** The type-less reading counts only where its record has no marker with a type, unless there is no other. */
function choose(hits: readonly Hit[], typed: ReadonlySet<RecordSet>): readonly Hit[] {
  if (hits.length < 2) return hits;
  const decisive = hits.filter((hit) => isTyped(hit) || !typed.has(hit.set));
  return decisive.length > 0 ? decisive : hits;
}

function isTyped(hit: Hit): boolean {
  return hit.rank < 2;
}

function findHits(marker: Marker, index: RecordIndex, registry: Registry): readonly Hit[] {
  let hits: readonly Hit[] = NONE;
  const { setIdentifier = '' } = marker.set;
  const meant = marker.labels[LABEL.type];
  for (const { name: read, type } of readMarkerName(marker.name, registry.txt)) {
    if (meant !== undefined && meant !== (type === '' ? TYPELESS : type.toLowerCase())) continue;
    for (const name of recordNames(read, registry)) {
      for (const set of index.get(name) ?? []) {
        const rank = rankOf(type, set);
        if (rank === undefined || (set.setIdentifier ?? '') !== setIdentifier) continue;
        hits = added(hits, { set, name, rank });
      }
    }
  }
  return hits;
}

/** A reading's first label may be the wildcard's replacement. */
function recordNames(name: string, registry: Registry): readonly string[] {
  const replacement = registry.txt.wildcardReplacement.toLowerCase();
  if (replacement === '' || !(name === replacement || name.startsWith(`${replacement}.`))) return [name];
  return [name, `*${name.slice(replacement.length)}`];
}

function rankOf(readType: string, set: RecordSet): Rank | undefined {
  if (readType === set.type) return 0;
  if (readType === 'CNAME' && set.type === 'A' && set.alias !== undefined) return 1;
  // Type-less markers were never written for AAAA, so they do not speak for one.
  return readType === '' && set.type !== 'AAAA' ? 2 : undefined;
}

function own(set: RecordSet, name: string, claims: Claims, registry: Registry): ObservedRecord {
  const claim = claims.get(set);
  const markers = markersOf(claim);
  const labels = markers[0]?.labels;
  const state = labels === undefined ? noMarkerState(claim) : isOurs(labels, registry) ? 'ours' : 'foreign';
  return {
    set,
    name,
    type: set.type,
    setIdentifier: set.setIdentifier ?? '',
    state,
    ...(labels === undefined ? {} : { labels }),
    markers: markers.length === 1 && state === 'ours' ? markers : ownMarkers(markers, registry),
  };
}

function ownMarkers(markers: readonly Marker[], registry: Registry): readonly Marker[] {
  return markers.filter((marker) => isOurs(marker.labels, registry));
}

/** By precedence. Nearly every record set has one. */
function markersOf(claim: Claim | undefined): readonly Marker[] {
  if (claim === undefined) return NONE;
  const [first, ...rest] = claim.markers;
  if (first === undefined || rest.length === 0) return first === undefined ? NONE : [first.marker];
  return claim.markers.toSorted((a, b) => a.rank - b.rank).map(({ marker }) => marker);
}

function noMarkerState(claim: Claim | undefined): OwnershipState {
  return claim?.ambiguous === true ? 'ambiguous' : 'unowned';
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
function adoptDualstack(records: ObservedRecord[]): void {
  for (const [index, record] of records.entries()) {
    if (record.type !== 'AAAA' || record.set.alias === undefined || record.state !== 'unowned') continue;
    const sibling = records.find(
      (other) =>
        other.type === 'A' && other.set.alias !== undefined && other.setIdentifier === record.setIdentifier,
    );
    if (sibling?.state === 'ours' && sibling.labels?.[LABEL.dualstack] === 'true') {
      records[index] = { ...record, state: 'ours', labels: sibling.labels };
    }
  }
}
