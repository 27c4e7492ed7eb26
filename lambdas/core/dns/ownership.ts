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
  const sets = recordSets.map((set) => ({
    set,
    name: observedName(set.name),
    labels: labelsOf(set, registry),
  }));
  const index = indexRecords(sets.filter(({ set, labels }) => managed.has(set.type) && labels === undefined));
  const claims = claimRecords(sets, index, registry);
  const names = new Map<string, MutableName>();
  for (const { set, name, labels } of sets) {
    let entry = names.get(name);
    if (entry === undefined) {
      entry = { records: [], txt: [], others: [] };
      names.set(name, entry);
    }
    if (set.type === 'TXT') entry.txt.push(labels === undefined ? { set } : { set, labels });
    else if (!managed.has(set.type)) entry.others.push(set);
    if (managed.has(set.type) && labels === undefined) entry.records.push(own(set, name, claims, registry));
  }
  for (const entry of names.values()) adoptDualstack(entry.records);
  return { zone, names, complete };
}

interface MutableName extends ObservedName {
  readonly records: ObservedRecord[];
  readonly txt: { readonly set: RecordSet; readonly labels?: Labels }[];
  readonly others: RecordSet[];
}

interface ReadSet {
  readonly set: RecordSet;
  readonly name: string;
  readonly labels: Labels | undefined;
}

/** What stands for a record set: markers by precedence (typed, alias read as CNAME, type-less). */
interface Claim {
  readonly markers: Marker[][];
  ambiguous: boolean;
}

type Claims = ReadonlyMap<RecordSet, Claim>;

/** One record set a marker may stand for; `rank` is the precedence of that reading. */
interface Hit {
  readonly record: ReadSet;
  readonly rank: 0 | 1 | 2;
}

function labelsOf(set: RecordSet, registry: Registry): Labels | undefined {
  return registry.enabled && set.type === 'TXT' ? readMarkerValue(set, registry) : undefined;
}

function indexRecords(records: readonly ReadSet[]): ReadonlyMap<string, readonly ReadSet[]> {
  const index = new Map<string, ReadSet[]>();
  for (const record of records) {
    const entries = index.get(record.name);
    if (entries === undefined) index.set(record.name, [record]);
    else entries.push(record);
  }
  return index;
}

function claimRecords(
  sets: readonly ReadSet[],
  index: ReadonlyMap<string, readonly ReadSet[]>,
  registry: Registry,
): Claims {
  const read = sets.flatMap(({ set, name, labels }) =>
    labels === undefined
      ? []
      : [{ marker: { set, name, labels }, hits: findHits({ set, name, labels }, { index, registry }) }],
  );
  const typed = new Set(read.flatMap(({ hits }) => hits.filter(isTyped).map((hit) => hit.record.set)));
  const claims = new Map<RecordSet, Claim>();
  for (const { marker, hits } of read) {
    const decisive = hits.filter((hit) => isTyped(hit) || !typed.has(hit.record.set));
    const chosen = decisive.length > 0 ? decisive : hits;
    const ambiguous = new Set(chosen.map((hit) => hit.record.name)).size > 1;
    for (const { record, rank } of chosen) {
      const claim = claims.get(record.set) ?? { markers: [[], [], []], ambiguous: false };
      claims.set(record.set, claim);
      if (ambiguous) claim.ambiguous = true;
      else claim.markers[rank]?.push(marker);
    }
  }
  return claims;
}

function isTyped(hit: Hit): boolean {
  return hit.rank < 2;
}

function findHits(
  { set, name, labels }: ReadSet,
  zone: { readonly index: ReadonlyMap<string, readonly ReadSet[]>; readonly registry: Registry },
): readonly Hit[] {
  const setIdentifier = set.setIdentifier ?? '';
  const meant = labels?.[LABEL.type];
  const readings = readMarkerName(name, zone.registry.txt).filter(
    ({ type }) => meant === undefined || meant === (type === '' ? TYPELESS : type.toLowerCase()),
  );
  return readings.flatMap((reading) =>
    recordNames(reading.name, zone.registry).flatMap((recordName) =>
      (zone.index.get(recordName) ?? []).flatMap((record) => {
        const rank = rankOf(reading.type, record.set);
        if (rank === undefined || (record.set.setIdentifier ?? '') !== setIdentifier) return [];
        return [{ record, rank }];
      }),
    ),
  );
}

/** A reading's first label may be the wildcard's replacement. */
function recordNames(name: string, registry: Registry): readonly string[] {
  const replacement = registry.txt.wildcardReplacement.toLowerCase();
  if (replacement === '' || !(name === replacement || name.startsWith(`${replacement}.`))) return [name];
  return [name, `*${name.slice(replacement.length)}`];
}

function rankOf(readType: string, set: RecordSet): 0 | 1 | 2 | undefined {
  if (readType === set.type) return 0;
  if (readType === 'CNAME' && set.type === 'A' && set.alias !== undefined) return 1;
  // Type-less markers were never written for AAAA, so they do not speak for one.
  return readType === '' && set.type !== 'AAAA' ? 2 : undefined;
}

function own(set: RecordSet, name: string, claims: Claims, registry: Registry): ObservedRecord {
  const claim = claims.get(set);
  const markers = (claim?.markers ?? []).flat();
  const labels = markers[0]?.labels;
  const state = labels === undefined ? noMarkerState(claim) : isOurs(labels, registry) ? 'ours' : 'foreign';
  return {
    set,
    name,
    type: set.type,
    setIdentifier: set.setIdentifier ?? '',
    state,
    ...(labels === undefined ? {} : { labels }),
    markers: markers.filter((marker) => isOurs(marker.labels, registry)),
  };
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
