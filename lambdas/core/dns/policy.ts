import type { DnsPlan, RecordDecision, Verb } from './decision.ts';
import { mapDecisions } from './map-decisions.ts';
import { DNS_REASON } from './reasons.ts';

/** What each policy lets through, `sync` everything (ExternalDNS `plan/policy.go`). There is no default: it must be chosen. */
const ALLOWED: Readonly<Record<'upsert-only' | 'create-only', readonly Verb[]>> = {
  'upsert-only': ['create', 'update', 'mark', 'keep'],
  'create-only': ['create', 'keep'],
};

/** The plan with everything the policy forbids turned into `keep`. */
export function applyPolicy(plan: DnsPlan, policy: 'sync' | 'upsert-only' | 'create-only'): DnsPlan {
  if (policy === 'sync') return plan;
  const allowed = ALLOWED[policy];
  return mapDecisions(plan, (decision) => (allowed.includes(decision.verb) ? decision : keep(decision)));
}

function keep(decision: RecordDecision): RecordDecision {
  return { ...decision, verb: 'keep', reason: DNS_REASON.policyForbids };
}
