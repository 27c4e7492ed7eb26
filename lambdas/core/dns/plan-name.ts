import { compareBytes } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import { decisionKey } from './changes.ts';
import { resolveClaims } from './conflict.ts';
import type { RecordDecision } from './decision.ts';
import { isSameRecord, toRecordSet } from './desired-record.ts';
import type { Endpoint } from './endpoint.ts';
import { legacyMarkers, settleUnmarks } from './legacy-markers.ts';
import { needsMarkers, refuseForMarkers } from './marker-plan.ts';
import type { ObservedName, ObservedRecord, ObservedZone } from './observed-zone.ts';
import { refuseTwoPolicies } from './one-policy.ts';
import type { PlanContext } from './plan.ts';
import { noteConflicts, noteRefusal, noteState } from './plan-notes.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';
import { refuseRecord } from './refuse-record.ts';
import { LABEL } from './registry.ts';
import { pairReplacements, refuseMixtures } from './replacements.ts';

/** Everything known about one name of one zone. */
export interface NameInput {
  readonly name: string;
  readonly zone: ObservedZone;
  readonly observed: ObservedName;
  readonly candidates: readonly Endpoint[];
  /** Resources that claim the name without targets. */
  readonly held: readonly string[];
  readonly context: PlanContext;
  /** Whether another name of the zone is asked for. */
  readonly isWanted: (name: string) => boolean;
}

/** Decides every set identifier of a name, then what a type change or a switch of routing replaces. */
export function planName(input: NameInput): {
  readonly decisions: readonly RecordDecision[];
  readonly notes: readonly ReportEntry[];
} {
  const notes: ReportEntry[] = [];
  const identifiers = new Set([
    ...input.observed.records.map((record) => record.setIdentifier),
    ...input.candidates.map((endpoint) => endpoint.setIdentifier),
  ]);
  const decisions = [...identifiers].sort().flatMap((identifier) => planRow(input, identifier, notes));
  const possible = refuseTwoPolicies(refuseMixtures(decisions, input, notes), input, notes);
  const paired = pairReplacements(possible, input, notes);
  return { decisions: settleUnmarks(paired, input.observed, input.context.registry), notes };
}

function planRow(input: NameInput, identifier: string, notes: ReportEntry[]): readonly RecordDecision[] {
  const current = input.observed.records
    .filter((record) => record.setIdentifier === identifier)
    .sort((left, right) => compareBytes(left.type, right.type));
  const candidates = input.candidates.filter((endpoint) => endpoint.setIdentifier === identifier);
  const resolution = resolveClaims(candidates, current);
  notes.push(...noteConflicts(resolution, input.zone.zone.id));
  const existing = current.map((record) => {
    const winner = resolution.winners.find((endpoint) => endpoint.recordType === record.type);
    return winner === undefined
      ? decideAbsent(record, input)
      : decideExisting(record, winner, { input, notes });
  });
  const decided = existing.flat();
  // What stays although this row does not ask for it belongs to somebody who was not heard: nothing is put beside it.
  if (decided.some(({ verb, endpoint }) => verb === 'keep' && endpoint === undefined)) return decided;
  const missing = resolution.winners.filter(
    (endpoint) => !current.some((record) => record.type === endpoint.recordType),
  );
  const created = missing.flatMap((endpoint) => decideNew(endpoint, current, { input, notes }));
  if (created.length === missing.length) return [...decided, ...created];
  // What was to take its place is refused: the record that is there is better than none.
  const kept = decided.map((decision) =>
    decision.verb === 'delete' ? { ...decision, verb: 'keep' as const } : decision,
  );
  return isCnameMix([...kept, ...created]) ? kept : [...kept, ...created];
}

function isCnameMix(decisions: readonly RecordDecision[]): boolean {
  return decisions.length > 1 && decisions.some(({ type }) => type === 'CNAME');
}

interface Collector {
  readonly input: NameInput;
  readonly notes: ReportEntry[];
}

/** A record set nobody wants: only our own goes, and not while its claimant exists or could not be read. */
function decideAbsent(
  record: ObservedRecord,
  { name, zone, held, context }: NameInput,
): readonly RecordDecision[] {
  if (record.state !== 'ours') return [];
  const owner = record.labels?.[LABEL.owner];
  const kept = held.length > 0 || isUnread(record, context) || owner !== context.registry.ownerId;
  if (kept) return [{ verb: 'keep', reason: DNS_REASON.noTargets, ...identity(record) }];
  const agreed = context.confirmed?.[zone.zone.id]?.includes(decisionKey(name, record)) === true;
  return [{ verb: 'delete', reason: DNS_REASON.noLongerDesired, agreed, ...identity(record) }];
}

function decideExisting(
  record: ObservedRecord,
  endpoint: Endpoint,
  { input, notes }: Collector,
): readonly RecordDecision[] {
  const { context, zone, held } = input;
  if (record.state !== 'ours' && !isAdopted(record, context)) {
    if (context.registry.enabled) notes.push(noteState(record, endpoint, zone.zone.id));
    return [];
  }
  const resource = record.labels?.[LABEL.resource];
  // Its own object has no targets just now, or was not listed: another claimant must not take the name over.
  const isHeld =
    resource !== endpoint.resource && (held.includes(resource ?? '') || isUnread(record, context));
  if (isHeld) return [{ verb: 'keep', reason: DNS_REASON.noTargets, ...identity(record) }];
  const desired = toRecordSet(endpoint, zone.zone);
  const decision = { ...identity(record), endpoint };
  const owner = record.labels?.[LABEL.owner];
  const takeover = takeoverReason(record, context);
  const unmarkable =
    record.state === 'ours' ? undefined : refuseForMarkers(desired, { zone, registry: context.registry });
  if (unmarkable !== undefined || !isSameRecord(record.set, desired, endpoint)) {
    const refusal = refuseRecord(endpoint, input) ?? unmarkable;
    if (refusal !== undefined) {
      notes.push(noteRefusal(endpoint, zone.zone.id, refusal));
      return [{ verb: 'keep', reason: refusal.reason, ...decision }];
    }
    return [{ verb: 'update', reason: takeover ?? DNS_REASON.targetsChanged, desired, ...decision }];
  }
  const marked = { ...record.set, name: record.name, ...(owner === undefined ? {} : { owner }) };
  const lacks = needsMarkers(marked, zone, context.registry);
  if (lacks) return [{ verb: 'mark', reason: takeover ?? DNS_REASON.markerMissing, ...decision }];
  if (legacyMarkers(record, context.registry, endpoint.resource).length > 0)
    return [{ verb: 'unmark', reason: DNS_REASON.legacyMarkers, ...decision }];
  return [{ verb: 'keep', reason: DNS_REASON.inSync, ...decision }];
}

/** A record set without a marker that the configuration lets an object take over. */
function isAdopted({ state, name }: ObservedRecord, { adopt }: PlanContext): boolean {
  return state === 'unowned' && adopt?.has(name) === true;
}

function takeoverReason({ state, labels }: ObservedRecord, { registry }: PlanContext): DnsReason | undefined {
  if (state !== 'ours') return DNS_REASON.adopted;
  return labels?.[LABEL.owner] === registry.ownerId ? undefined : DNS_REASON.ownerMigrated;
}

/** A new type under the name; every record set already there must be ours. */
function decideNew(
  endpoint: Endpoint,
  current: readonly ObservedRecord[],
  { input, notes }: Collector,
): readonly RecordDecision[] {
  const { zone, context } = input;
  const stranger = current.find((record) => record.state !== 'ours' && !isAdopted(record, context));
  if (stranger !== undefined && context.registry.enabled) {
    notes.push(noteState(stranger, endpoint, zone.zone.id));
    return [];
  }
  const desired = toRecordSet(endpoint, zone.zone);
  const refusal =
    refuseRecord(endpoint, input) ?? refuseForMarkers(desired, { zone, registry: context.registry });
  if (refusal !== undefined) {
    notes.push(noteRefusal(endpoint, zone.zone.id, refusal));
    return [];
  }
  const { recordType: type, setIdentifier } = endpoint;
  return [{ verb: 'create', reason: DNS_REASON.desired, type, setIdentifier, desired, endpoint }];
}

function isUnread(record: ObservedRecord, context: PlanContext): boolean {
  const resource = record.labels?.[LABEL.resource] ?? '';
  const [kind = ''] = resource.split('/', 1);
  return context.unreadKinds.has(kind) || context.unreadKinds.has(resource);
}

function identity(record: ObservedRecord) {
  return { type: record.type, setIdentifier: record.setIdentifier, observed: record };
}
