import type { HostedZone } from '../aws-ports.ts';
import { compareBytes } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import type { DnsPlan, NamePlan } from './decision.ts';
import type { Endpoint } from './endpoint.ts';
import type { ObservedRecord, ObservedZone } from './observed-zone.ts';
import { planName } from './plan-name.ts';
import { DNS_REASON } from './reasons.ts';
import type { Registry } from './registry.ts';
import { subjectOf } from './resource-name.ts';
import type { HeldName } from './source-result.ts';
import { planUnchanged } from './unchanged-name.ts';
import { walkNames } from './walk-names.ts';
import { zonesOf } from './zone-selection.ts';

/**
 * The planner: desired endpoints against what each zone holds. Everything is keyed by zone id, then name, then set
 * identifier; ExternalDNS flattens the zones and therefore never heals a record that one of two zones lacks.
 *
 *   zone A holds (under web)     wanted         decided
 *   -                            A 192.0.2.1    create A with its marker
 *   A 192.0.2.9, ours            A 192.0.2.1    update (DELETE as read, CREATE)
 *   A 192.0.2.1, ours            A 192.0.2.1    keep; mark if a marker is missing
 *   A, ours                      CNAME          replace A, create CNAME, one batch
 *   A, ours                      -              delete, if core/dns/safety.ts lets it
 *   A, ours                      held           keep: the object exists and has no targets
 *   A, foreign or unowned        A 192.0.2.1    keep, refused with the reason
 *
 * Pure: inputs are not changed, the order of endpoints does not matter, and the plan of the state after applying a
 * plan is empty.
 */
export interface PlanContext {
  readonly registry: Registry;
  readonly policy: 'sync' | 'upsert-only' | 'create-only';
  /** Names in question: domain filter and scope of the run. */
  readonly inScope: (name: string) => boolean;
  /** Kinds (`ingress`) that could not be listed, and objects (`ingress/ns/name`) whose names are unknown: theirs stays. */
  readonly unreadKinds: ReadonlySet<string>;
  /** Names whose record sets without a marker may be taken over. @default none */
  readonly adopt?: ReadonlySet<string>;
  /**
   * Deletions that an earlier complete observation named, by zone id as second observations name them; nothing where
   * this observation is not complete. @default none
   */
  readonly confirmed?: Readonly<Record<string, readonly string[]>>;
  /** Zones that could not be read: their names are written nowhere else. @default none */
  readonly unreadZones?: readonly HostedZone[];
}

export interface Demand {
  readonly endpoints: readonly Endpoint[];
  readonly held: readonly HeldName[];
}

export function planRecords(
  demand: Demand,
  observed: readonly ObservedZone[],
  context: PlanContext,
): DnsPlan {
  const read = observed.map((zone) => zone.zone);
  const zones = [...read, ...(context.unreadZones ?? NONE)];
  const wanted = new Map(read.map((zone): [string, Endpoint[]] => [zone.id, []]));
  const notes: ReportEntry[] = [];
  for (const endpoint of demand.endpoints) {
    const { dnsName: name } = endpoint;
    if (!context.inScope(name)) continue;
    const targets = zonesOf(name, zones, endpoint.properties['aws/hosted-zone-id']);
    if (targets.length === 0) notes.push(noZone(endpoint));
    for (const zone of targets) {
      const endpoints = wanted.get(zone.id);
      if (endpoints === undefined) notes.push(unreadZone(endpoint, zone));
      else endpoints.push(endpoint);
    }
  }
  const held = groupHeld(demand.held);
  const plans = [...observed]
    .sort((left, right) => compareBytes(left.zone.id, right.zone.id))
    .map((zone) => planZone(zone, { endpoints: wanted.get(zone.zone.id) ?? NONE, held, context }));
  return {
    names: plans.flatMap((plan) => plan.names),
    notes: [...notes, ...plans.flatMap((plan) => plan.notes)],
    owned: new Map(plans.map(({ zoneId, owned }) => [zoneId, owned])),
  };
}

const NONE: readonly never[] = [];

interface ZonePlan {
  readonly zoneId: string;
  readonly names: readonly NamePlan[];
  readonly notes: readonly ReportEntry[];
  readonly owned: readonly string[];
}

function planZone(
  zone: ObservedZone,
  input: {
    readonly endpoints: readonly Endpoint[];
    readonly held: ReadonlyMap<string, readonly string[]>;
    readonly context: PlanContext;
  },
): ZonePlan {
  const { endpoints, held, context } = input;
  const { registry } = context;
  const plans: NamePlan[] = [];
  const notes: ReportEntry[] = [];
  const owned: string[] = [];
  let wanted: ReadonlySet<string> | undefined;
  const isWanted = (name: string) => {
    wanted ??= new Set(endpoints.map(({ dnsName }) => dnsName));
    return wanted.has(name);
  };
  walkNames(endpoints, zone.names, (name, candidates, observed) => {
    if ((candidates.length === 0 && observed.records.length === 0) || !context.inScope(name)) return;
    if (observed.records.some(isOurs)) owned.push(name);
    let decisions = planUnchanged(observed, candidates, { zone: zone.zone, registry });
    if (decisions === undefined) {
      const input = { name, zone, observed, candidates, held: held.get(name) ?? NONE, context, isWanted };
      const result = planName(input);
      notes.push(...result.notes);
      decisions = result.decisions;
    }
    if (decisions.length > 0) plans.push({ zoneId: zone.zone.id, name, decisions, observed });
  });
  return { zoneId: zone.zone.id, names: plans, notes, owned };
}

function groupHeld(held: readonly HeldName[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { dnsName, resource } of held) groups.set(dnsName, [...(groups.get(dnsName) ?? []), resource]);
  return groups;
}

function isOurs({ state }: ObservedRecord): boolean {
  return state === 'ours';
}

function unreadZone({ resource, dnsName }: Endpoint, { id, name }: HostedZone): ReportEntry {
  return {
    subject: subjectOf(resource),
    action: 'refused',
    reason: DNS_REASON.zoneUnread,
    message: `zone ${id} (${name}) could not be read, so nothing is written for ${dnsName}`,
    keys: [dnsName],
  };
}

function noZone(endpoint: Endpoint): ReportEntry {
  return {
    subject: subjectOf(endpoint.resource),
    action: 'refused',
    reason: DNS_REASON.noZone,
    message: `no selected hosted zone is above ${endpoint.dnsName}: create one, or widen dns.zones and domain filters`,
    keys: [endpoint.dnsName],
  };
}
