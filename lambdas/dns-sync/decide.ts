import type { DnsPlan } from '../core/dns/decision.ts';
import { normalizeName } from '../core/dns/dns-name.ts';
import { planRecords } from '../core/dns/plan.ts';
import { applyPolicy } from '../core/dns/policy.ts';
import { DNS_REASON, type DnsReason } from '../core/dns/reasons.ts';
import { resourceOfSource } from '../core/dns/resource-name.ts';
import { breakDeletions } from '../core/dns/safety.ts';
import type { DnsScope } from '../core/dns/scope.ts';
import {
  type Candidates,
  confirmDeletions,
  isRemoval,
  withholdDeletions,
} from '../core/dns/second-observation.ts';
import type { ReportEntry } from '../core/report.ts';
import { readDeletionHistory } from './deletion-history.ts';
import { failureEntry } from './failure.ts';
import type { Observation } from './observe.ts';
import type { World } from './world.ts';

/** A plan that passed every safety rule, and what they held back. */
export interface Decided {
  readonly plan: DnsPlan;
  /** Deletions that wait for a second observation. */
  readonly candidates: Candidates;
  /** Of the deletions; present when the breaker stopped some, and what releases them. */
  readonly checksum?: string;
  readonly notes: readonly ReportEntry[];
}

/** Plan, policy, scope, breaker, second observation: in this order, each able only to take deletions away. */
export async function decide(world: World, scope: DnsScope, seen: Observation): Promise<Decided> {
  const { config, registry } = world;
  const planned = planRecords(seen.desired, seen.zones, {
    registry,
    policy: config.policy,
    inScope: seen.inScope,
    unreadKinds: seen.unreadKinds,
    adopt: new Set((config.adopt ?? []).map(normalizeName)),
    unreadZones: seen.unreadZones,
    ...(seen.complete ? { confirmed: scope.confirmed } : {}),
  });
  const plan = applyPolicy(planned, config.policy);
  if (!seen.complete)
    return withhold(plan, scope.full ? DNS_REASON.incompleteObservation : DNS_REASON.narrowHint);
  const recent = hasDeletions(plan) ? await recentDeletions(world) : new Map();
  if (recent === undefined) return withhold(plan, DNS_REASON.historyUnread);
  const broken = breakDeletions(plan, {
    limits: config.breaker,
    recent,
    emptyKinds: new Set(
      config.sources.filter((kind) => seen.objects[kind]?.length === 0).map(resourceOfSource),
    ),
    ...(scope.released === undefined ? {} : { released: scope.released }),
  });
  const confirmed = confirmDeletions(broken.plan, scope.confirmed);
  return {
    plan: confirmed.plan,
    candidates: confirmed.candidates,
    notes: [...plan.notes, ...broken.notes, ...confirmed.notes],
    ...(broken.checksum === undefined ? {} : { checksum: broken.checksum }),
  };
}

export function hasDeletions(plan: DnsPlan): boolean {
  return plan.names.some((name) => name.decisions.some(isRemoval));
}

function withhold(plan: DnsPlan, reason: DnsReason): Decided {
  const withheld = withholdDeletions(plan, reason);
  return { plan: withheld.plan, candidates: {}, notes: [...plan.notes, ...withheld.notes] };
}

type Recent = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Names deleted within the last hour, by zone id; undefined when that cannot be read: a run that does not know what
 * went before deletes nothing. In observe nothing goes, and the Lease may be out of its reach.
 */
async function recentDeletions(world: World): Promise<Recent | undefined> {
  try {
    const history = await readDeletionHistory(world);
    return new Map(Object.entries(history).map(([zoneId, names]) => [zoneId, new Set(Object.keys(names))]));
  } catch (error) {
    if (world.config.mode === 'observe') return new Map();
    const { reason, message } = failureEntry('Lease', error);
    world.log.warn('deletion history not read', { reason, message });
    return undefined;
  }
}
