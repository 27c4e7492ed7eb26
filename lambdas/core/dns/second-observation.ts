import type { ReportEntry } from '../report.ts';
import { decisionKey } from './changes.ts';
import type { DnsPlan, NamePlan, RecordDecision } from './decision.ts';
import { mapDecisions } from './map-decisions.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';

/**
 * Candidates of a second observation: zone id -> `name/type[/set identifier]`, with `legacy-markers/` in front where the
 * record set stays.
 */
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
    if (!isRemoval(decision)) return decision;
    const key = candidateKey(name.name, decision);
    const subject = `${name.zoneId}/${key}`;
    if (known.has(subject)) return decision;
    const keys = candidates.get(name.zoneId);
    if (keys === undefined) candidates.set(name.zoneId, [key]);
    else keys.push(key);
    notes.push({
      ...noteOf(name, decision),
      action: 'pending',
      reason: DNS_REASON.awaitingSecondObservation,
    });
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
    if (!isRemoval(decision)) return decision;
    // Older markers do no harm where they are, until the next complete look.
    if (decision.verb === 'unmark') return { ...decision, verb: 'keep', reason };
    notes.push({ ...noteOf(name, decision), action: 'skipped', reason });
    return { ...decision, verb: 'keep', reason };
  });
  return { plan: gated, notes };
}

/** Whether something goes that no other change of its name replaces. */
export function isRemoval({ verb }: RecordDecision): boolean {
  return verb === 'delete' || verb === 'unmark';
}

function noteOf({ zoneId, name }: NamePlan, decision: RecordDecision): Pick<ReportEntry, 'subject'> {
  return { subject: `${zoneId}/${decisionKey(name, decision)}` };
}

/** What was seen to have older markers must not be deleted because of that. */
function candidateKey(name: string, decision: RecordDecision): string {
  const key = decisionKey(name, decision);
  return decision.verb === 'unmark' ? `legacy-markers/${key}` : key;
}
