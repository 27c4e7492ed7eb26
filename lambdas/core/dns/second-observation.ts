import type { ReportEntry } from '../report.ts';
import { decisionKey } from './changes.ts';
import type { DnsPlan } from './decision.ts';
import { mapDecisions } from './map-decisions.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';

/** Candidates of a second observation: zone id -> `name/type[/set identifier]`. */
export type Candidates = Readonly<Record<string, readonly string[]>>;

/**
 * Nothing is deleted on one look: deletions that an earlier complete observation named too stay, all others become
 * `keep` and are candidates for the next observation.
 */
export function confirmDeletions(
  plan: DnsPlan,
  confirmed: Candidates,
): { readonly plan: DnsPlan; readonly candidates: Candidates; readonly notes: readonly ReportEntry[] } {
  const known = new Set(
    Object.entries(confirmed).flatMap(([zoneId, keys]) => keys.map((key) => `${zoneId}/${key}`)),
  );
  const candidates = new Map<string, string[]>();
  const notes: ReportEntry[] = [];
  const gated = mapDecisions(plan, (decision, name) => {
    if (decision.verb !== 'delete') return decision;
    const key = decisionKey(name.name, decision);
    const subject = `${name.zoneId}/${key}`;
    if (known.has(subject)) return decision;
    const keys = candidates.get(name.zoneId);
    if (keys === undefined) candidates.set(name.zoneId, [key]);
    else keys.push(key);
    notes.push({ subject, action: 'pending', reason: DNS_REASON.awaitingSecondObservation });
    return { ...decision, verb: 'keep', reason: DNS_REASON.awaitingSecondObservation };
  });
  return { plan: gated, candidates: Object.fromEntries(candidates), notes };
}

/** The plan without its deletions, each noted with why. */
export function withholdDeletions(
  plan: DnsPlan,
  reason: DnsReason,
): { readonly plan: DnsPlan; readonly notes: readonly ReportEntry[] } {
  const notes: ReportEntry[] = [];
  const gated = mapDecisions(plan, (decision, name) => {
    if (decision.verb !== 'delete') return decision;
    notes.push({ subject: `${name.zoneId}/${decisionKey(name.name, decision)}`, action: 'skipped', reason });
    return { ...decision, verb: 'keep', reason };
  });
  return { plan: gated, notes };
}
