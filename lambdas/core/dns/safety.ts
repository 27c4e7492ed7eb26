import { hash } from 'node:crypto';
import type { ReportEntry } from '../report.ts';
import { decisionKey } from './changes.ts';
import type { DnsSyncConfig } from './config.ts';
import type { DnsPlan, NamePlan } from './decision.ts';
import { mapDecisions } from './map-decisions.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';
import { LABEL } from './registry.ts';

/**
 * The deletion breaker: in each zone, counted in owned names over a rolling hour. Creations and updates go on; a
 * person releases the stopped deletions with the plan's checksum. (octoDNS refuses the whole plan above 30 %;
 * ExternalDNS has no limit, and lost whole zones to a changed flag: reference, externaldns 7 and 8.1.)
 */
export interface BreakerInput {
  readonly limits: DnsSyncConfig['breaker'];
  /** Names deleted in the last hour, by zone id. */
  readonly recent: ReadonlyMap<string, ReadonlySet<string>>;
  /** Kinds (`ingress`) of which not one object exists any more. */
  readonly emptyKinds: ReadonlySet<string>;
  /** Checksum of a plan that a person let through. */
  readonly released?: string;
}

export interface BreakerResult {
  readonly plan: DnsPlan;
  readonly notes: readonly ReportEntry[];
  /** Of everything to be deleted; present when something was stopped. */
  readonly checksum?: string;
}

/** `all owned names` and `source is empty` stop from two names on. */
const WHOLESALE_NAMES_MIN = 2;

/** The plan with the deletions of each zone that passes its limits turned into `keep`. */
export function breakDeletions(plan: DnsPlan, input: BreakerInput): BreakerResult {
  const checksum = deletionChecksum(plan);
  if (input.released === checksum) return { plan, notes: [] };
  const stopped = new Map<string, Stop>();
  for (const [zoneId, owned] of plan.owned) {
    const names = plan.names.filter((name) => name.zoneId === zoneId && deletes(name));
    const stop = names.length === 0 ? undefined : judgeZone(names, owned, { zoneId, input });
    if (stop !== undefined) stopped.set(zoneId, stop);
  }
  if (stopped.size === 0) return { plan, notes: [] };
  return {
    checksum,
    plan: mapDecisions(plan, (decision, name) => {
      const stop = decision.verb === 'delete' ? stopped.get(name.zoneId) : undefined;
      return stop === undefined ? decision : { ...decision, verb: 'keep', reason: stop.reason };
    }),
    notes: [...stopped].map(([zoneId, { reason, message }]) => ({
      subject: zoneId,
      action: 'refused',
      reason,
      message: `${message}: nothing is deleted; if that is right, release it with checksum ${checksum}`,
      keys: plan.names.filter((name) => name.zoneId === zoneId && deletes(name)).map((name) => name.name),
    })),
  };
}

/** Digest of every deletion of a plan, record sets included: what a person has read is what is released. */
export function deletionChecksum(plan: DnsPlan): string {
  const lines = plan.names.flatMap((name) =>
    name.decisions
      .filter((decision) => decision.verb === 'delete')
      .map(
        (decision) =>
          `${name.zoneId} ${decisionKey(name.name, decision)} ${JSON.stringify(decision.observed?.set)}`,
      ),
  );
  return hash('sha256', lines.sort().join('\n'));
}

interface Stop {
  readonly reason: DnsReason;
  readonly message: string;
}

function judgeZone(
  names: readonly NamePlan[],
  owned: readonly string[],
  { zoneId, input }: { readonly zoneId: string; readonly input: BreakerInput },
): Stop | undefined {
  const { share, populationMin, deletionsMin } = input.limits;
  const recent = input.recent.get(zoneId) ?? new Set();
  const deleted = new Set([...recent, ...names.map((name) => name.name)]).size;
  const population = new Set([...recent, ...owned]).size;
  if (names.length >= WHOLESALE_NAMES_MIN && names.length >= owned.length && names.every(deletesAll)) {
    return {
      reason: DNS_REASON.breakerAll,
      message: `all ${owned.length} owned names of zone ${zoneId} would go`,
    };
  }
  const kind = [...input.emptyKinds].find(
    (empty) => names.filter((name) => isOf(name, empty)).length >= WHOLESALE_NAMES_MIN,
  );
  if (kind !== undefined) {
    return { reason: DNS_REASON.breakerSourceEmpty, message: `source ${kind} had objects and is now empty` };
  }
  if (population < populationMin || deleted < deletionsMin || deleted <= population * share) return undefined;
  const percent = Math.round((deleted / population) * 100);
  const message = `${deleted} of ${population} owned names of zone ${zoneId} (${percent} %) would go within an hour`;
  return { reason: DNS_REASON.breakerShare, message: `${message}, allowed are ${Math.round(share * 100)} %` };
}

function deletes(name: NamePlan): boolean {
  return name.decisions.some((decision) => decision.verb === 'delete');
}

/** Whether nothing of ours would be left under the name. */
function deletesAll(name: NamePlan): boolean {
  return name.decisions.every(
    (decision) => decision.verb === 'delete' || decision.observed?.state !== 'ours',
  );
}

function isOf(name: NamePlan, kind: string): boolean {
  return name.decisions.some(
    ({ verb, observed }) =>
      verb === 'delete' && observed?.labels?.[LABEL.resource]?.startsWith(`${kind}/`) === true,
  );
}
