import type { DnsPlan, RecordDecision, Verb } from './decision.ts';
import { mapDecisions } from './map-decisions.ts';
import { DNS_REASON } from './reasons.ts';

/** What each policy lets through (ExternalDNS `plan/policy.go`). There is no default: it must be chosen. */
const ALLOWED: Readonly<Record<'sync' | 'upsert-only' | 'create-only', readonly Verb[]>> = {
  sync: ['create', 'update', 'mark', 'unmark', 'replace', 'delete', 'keep'],
  'upsert-only': ['create', 'update', 'mark', 'keep'],
  'create-only': ['create', 'keep'],
};

/** The plan with everything the policy forbids turned into `keep`. */
export function applyPolicy(plan: DnsPlan, policy: 'sync' | 'upsert-only' | 'create-only'): DnsPlan {
  const allowed = ALLOWED[policy];
  return mapDecisions(plan, (decision) => (allowed.includes(decision.verb) ? decision : keep(decision)));
}

function keep(decision: RecordDecision): RecordDecision {
  return { ...decision, verb: 'keep', reason: DNS_REASON.policyForbids };
}
