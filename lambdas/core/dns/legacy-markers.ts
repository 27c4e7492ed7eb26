import type { RecordDecision } from './decision.ts';
import type { ObservedName, ObservedRecord } from './observed-zone.ts';
import { DNS_REASON } from './reasons.ts';
import type { RecordSet } from './record-set.ts';
import { LABEL, markerPlaces, type Registry } from './registry.ts';

/**
 * Markers of ours that stand for a record set besides those it needs today; none before the handover is finished
 * (`dns.txt.compat: none`), and none while one that it needs is not there with our owner id: at every moment a marker
 * says whose the record set is. Nor while those disagree about the object: the marker of today may be an old one of
 * another host (`a-web` of the host `a-web` stands where that of `web` would).
 *
 * @param resource the object that wants the record set
 */
export function legacyMarkers(
  record: ObservedRecord,
  registry: Registry,
  resource: string | undefined,
): readonly RecordSet[] {
  if (registry.txt.compat !== 'none' || record.state !== 'ours') return [];
  const { name, type, set, markers } = record;
  const needed = markerPlaces({ name, type, alias: set.alias !== undefined }, registry).map(
    (place) => place.name,
  );
  const standing = markers.filter((marker) => marker.labels[LABEL.owner] === registry.ownerId);
  if (!needed.every((place) => standing.some((marker) => marker.name === place))) return [];
  const objects = new Set(markers.map((marker) => marker.labels[LABEL.resource]));
  const isRight = standing
    .filter((marker) => needed.includes(marker.name))
    .every((marker) => marker.labels[LABEL.resource] === resource);
  if (objects.size > 1 && !isRight) return [];
  return markers.filter((marker) => !needed.includes(marker.name)).map((marker) => marker.set);
}

/**
 * The decisions of a name, its older markers going only when nothing else of the name changes, and never one that also
 * stands for a record set that relies on it, or that is of a type nobody looks at.
 */
export function settleUnmarks(
  decisions: readonly RecordDecision[],
  observed: ObservedName,
  registry: Registry,
): readonly RecordDecision[] {
  if (!decisions.some(({ verb }) => verb === 'unmark')) return decisions;
  const isQuiet = decisions.every(({ verb }) => verb === 'keep' || verb === 'unmark');
  const relied = new Set(
    decisions.filter(({ verb }) => verb !== 'unmark').flatMap(({ observed: record }) => setsOf(record)),
  );
  const mayGo = ({ observed: record, endpoint }: RecordDecision) =>
    isQuiet &&
    observed.others.every(({ type }) => type === 'NS' || type === 'SOA') &&
    record !== undefined &&
    !legacyMarkers(record, registry, endpoint?.resource).some((set) => relied.has(set));
  return decisions.map((decision) =>
    decision.verb !== 'unmark' || mayGo(decision)
      ? decision
      : { ...decision, verb: 'keep', reason: DNS_REASON.inSync },
  );
}

function setsOf(record: ObservedRecord | undefined): readonly RecordSet[] {
  return (record?.markers ?? []).map(({ set }) => set);
}
