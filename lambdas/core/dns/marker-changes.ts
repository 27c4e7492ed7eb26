import { DEFAULT_TTL_SECONDS } from '../bounds.ts';
import type { DnsPlan, NamePlan, RecordDecision } from './decision.ts';
import { observedName } from './dns-name.ts';
import { type Labels, serializeLabels } from './labels.ts';
import { legacyMarkers } from './legacy-markers.ts';
import { markerName, readMarkerName } from './marker-name.ts';
import { markedRecord, refuseName } from './marker-place.ts';
import { writeMarkerValue } from './marker-value.ts';
import type { Marker, ObservedZone } from './observed-zone.ts';
import { orphansInTheWay } from './orphan-markers.ts';
import { ownLabels } from './own-labels.ts';
import { isOurs } from './ownership.ts';
import type { RecordSet } from './record-set.ts';
import { LABEL, markerPlaces, type Registry } from './registry.ts';
import { copyRouting } from './routing.ts';

export interface MarkerChanges {
  readonly removed: readonly RecordSet[];
  readonly created: readonly RecordSet[];
}

/**
 * Markers follow their records: written with a creation, rewritten with an update where they differ, and deleted,
 * all that were found, with the last record set that needs them. Legacy markers of a record that stays are left, but
 * for one that nobody would read as the record's any more.
 */
export function compileMarkers(plan: NamePlan, { zone, registry, neededBy }: MarkerContext): MarkerChanges {
  const leaving = new Set(plan.decisions.flatMap((decision) => leavingMarkers(decision, registry)));
  const staying = plan.decisions.filter((decision) => !isLeaving(decision)).flatMap(markerSets);
  const needed = new Set(staying.filter((set) => !leaving.has(set)));
  const removed = new Set<RecordSet>();
  const created = new Map<string, RecordSet>();
  for (const decision of plan.decisions) {
    if (isLeaving(decision)) continue;
    for (const wanted of wantedMarkers(decision, { plan, zone, registry })) {
      const { existing, marker } = wanted;
      const reused = existing !== undefined && leaving.has(existing.set);
      if (existing !== undefined) needed.add(existing.set);
      if (existing !== undefined && !mustRewrite(decision, wanted, { reused, registry })) continue;
      if (existing !== undefined) removed.add(existing.set);
      created.set(`${marker.name}/${marker.setIdentifier ?? ''}`, marker);
      for (const set of orphansInTheWay(marker, { zone, registry })) removed.add(set);
    }
  }
  for (const set of leaving) {
    const by = neededBy.get(placeKey(plan.zoneId, observedName(set.name), set.setIdentifier)) ?? plan.name;
    if (!needed.has(set) && by === plan.name) removed.add(set);
  }
  return { removed: [...removed], created: [...created.values()] };
}

export interface MarkerContext {
  readonly zone: ObservedZone;
  readonly registry: Registry;
  /** From `neededMarkers`. */
  readonly neededBy: ReadonlyMap<string, string>;
}

/**
 * Which name needs the marker at each place, when everything is applied. One TXT can be the old type-less marker of
 * a host `a-web` that goes and the marker of a host `web` that comes. Only places of markers that go matter, so only
 * names that such a marker may stand for are looked at.
 */
export function neededMarkers(
  plan: DnsPlan,
  changing: readonly NamePlan[],
  registry: Registry,
): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  const readings = readLeavingMarkers(changing, registry);
  if (readings.size === 0) return needed;
  const replacement = registry.txt.wildcardReplacement.toLowerCase();
  for (const { zoneId, name, decisions } of plan.names) {
    const isRead =
      readings.has(name) || (name.startsWith('*.') && readings.has(`${replacement}${name.slice(1)}`));
    if (!isRead) continue;
    for (const decision of decisions) {
      const record = decision.desired ?? decision.observed?.set;
      if (record === undefined || isLeaving(decision)) continue;
      for (const place of markerPlaces({ ...markedRecord(record), name }, registry)) {
        needed.set(placeKey(zoneId, place.name, record.setIdentifier), name);
      }
    }
  }
  return needed;
}

/**
 * Markers that go: all of a record set that goes, older ones once the handover is finished, and those of an alias that becomes addresses, or the reverse, which
 * nobody would read, or read in place of the new ones.
 */
function leavingMarkers(decision: RecordDecision, registry: Registry): readonly RecordSet[] {
  const { verb, observed, desired } = decision;
  if (isLeaving(decision)) return markerSets(decision);
  if (verb === 'unmark' && observed !== undefined)
    return legacyMarkers(observed, registry, decision.endpoint?.resource);
  if (verb !== 'update' || observed === undefined || desired === undefined) return [];
  const wasAlias = observed.set.alias !== undefined;
  if (wasAlias === (desired.alias !== undefined)) return [];
  const { name, type } = observed;
  const placesOf = (alias: boolean) =>
    markerPlaces({ name, type, alias }, registry).map((place) => place.name);
  const before = [...placesOf(wasAlias), ...(wasAlias ? [markerName(name, 'CNAME', registry.txt)] : [])];
  const after = placesOf(!wasAlias);
  return observed.markers
    .filter((marker) => before.includes(marker.name) && !after.includes(marker.name))
    .map(({ set }) => set);
}

/** Every name that a marker of a leaving record set may stand for. */
function readLeavingMarkers(changing: readonly NamePlan[], registry: Registry): ReadonlySet<string> {
  const readings = new Set<string>();
  for (const { decisions } of changing) {
    for (const decision of decisions) {
      for (const { name } of leavingMarkers(decision, registry))
        for (const reading of readMarkerName(observedName(name), registry.txt)) readings.add(reading.name);
    }
  }
  return readings;
}

export function isLeaving({ verb }: RecordDecision): boolean {
  return verb === 'delete' || verb === 'replace';
}

function placeKey(zoneId: string, name: string, setIdentifier: string | undefined): string {
  return `${zoneId}/${name}/${setIdentifier ?? ''}`;
}

interface Context {
  readonly plan: NamePlan;
  readonly zone: ObservedZone;
  readonly registry: Registry;
}

/** One marker a staying record should have, and what stands in its place now. */
interface WantedMarker {
  readonly marker: RecordSet;
  readonly labels: Labels;
  readonly existing: Marker | undefined;
}

function markerSets({ observed }: RecordDecision): readonly RecordSet[] {
  return (observed?.markers ?? []).map((marker) => marker.set);
}

/** Markers that cannot be written (name outside the zone, somebody else's TXT) are left out. */
function wantedMarkers(decision: RecordDecision, context: Context): readonly WantedMarker[] {
  const { plan, zone, registry } = context;
  const record = decision.desired ?? decision.observed?.set;
  if (record === undefined) return [];
  return markerPlaces({ ...markedRecord(record), name: plan.name }, registry).flatMap(
    ({ name, optional }) => {
      if (refuseName(name, zone, plan) !== undefined) return [];
      const txt = zone.txt.get(name)?.find(({ set }) => set.setIdentifier === record.setIdentifier);
      if (txt === undefined && (optional ? decision.verb !== 'create' : decision.verb === 'keep')) return [];
      const existing = txt?.labels === undefined ? undefined : { set: txt.set, name, labels: txt.labels };
      if (txt !== undefined && (existing === undefined || !isOurs(existing.labels, registry))) return [];
      const labels = labelsFor(decision, context);
      const values = [writeMarkerValue(labels, registry)];
      const marker = { name, type: 'TXT', ttl: DEFAULT_TTL_SECONDS, values, ...copyRouting(record) };
      return [{ marker, labels, existing }];
    },
  );
}

/** An update names the object that wants the record now; otherwise the marker keeps the object it names. */
function labelsFor(decision: RecordDecision, { plan, registry }: Context): Labels {
  const recorded = decision.observed?.labels?.[LABEL.resource];
  const wanted = decision.endpoint?.isAnonymous === true ? '' : decision.endpoint?.resource;
  const resource = decision.verb === 'update' ? wanted : (recorded ?? wanted);
  const dualstack = needsDualstackLabel(decision, plan, registry);
  const custom = decision.endpoint?.labels ?? {};
  return ownLabels({ resource: resource ?? '', name: plan.name, dualstack, custom }, registry);
}

/** 0.14 finds an AAAA alias by this label on its A's markers. */
function needsDualstackLabel(decision: RecordDecision, plan: NamePlan, registry: Registry): boolean {
  if (registry.txt.compat !== '0.14' || decision.type !== 'A') return false;
  return plan.decisions.some((other) => {
    const record = other.desired ?? other.observed?.set;
    const sameRow = other.setIdentifier === decision.setIdentifier;
    return other.type === 'AAAA' && sameRow && record?.alias !== undefined && !isLeaving(other);
  });
}

function mustRewrite(
  decision: RecordDecision,
  { marker, labels, existing }: WantedMarker,
  { reused, registry }: { readonly reused: boolean; readonly registry: Registry },
): boolean {
  if (existing === undefined) return true;
  const found = existing.labels;
  if (found[LABEL.owner] !== registry.ownerId) return true;
  // Route 53 takes no mixture of routing under one name and type, so markers route as their records do.
  if (JSON.stringify(copyRouting(marker)) !== JSON.stringify(copyRouting(existing.set))) return true;
  const labelled = (found[LABEL.dualstack] === 'true') === (labels[LABEL.dualstack] === 'true');
  if (registry.txt.compat === '0.14' && decision.type === 'A' && !labelled) return true;
  // Beside an unchanged record the text stays, and so does an orphan of ours that names the same object.
  if (decision.verb === 'create' && !reused) return found[LABEL.resource] !== labels[LABEL.resource];
  const rewrites = decision.verb === 'update' || decision.verb === 'create';
  return rewrites && serializeLabels(found) !== serializeLabels(labels);
}
