import { DNS_REASON } from '../core/dns/reasons.ts';
import { withholdDeletions } from '../core/dns/second-observation.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import type { ReportEntry } from '../core/report.ts';
import type { Applied } from './apply.ts';
import { type Decided, hasDeletions } from './decide.ts';
import { acquireLease, type HeldLease } from './lease.ts';
import type { Observation } from './observe.ts';
import type { World } from './world.ts';

/** What was seen and what is to be done about it. */
export interface Decision {
  readonly seen: Observation;
  readonly decided: Decided;
}

/**
 * Applies a decision. One with deletions is applied by the holder of the Lease only, after it has looked and
 * planned again; a run that does not get the Lease leaves its deletions to the one that has it.
 */
export async function deleteAlone(
  world: World,
  first: Decision,
  steps: {
    readonly lookAgain: () => Promise<Decision>;
    readonly apply: (decision: Decision) => Promise<Applied>;
  },
): Promise<{ readonly decision: Decision; readonly applied: Applied }> {
  if (!hasDeletions(first.decided.plan)) return { decision: first, applied: await steps.apply(first) };
  const lease = await tryLease(world);
  if ('refused' in lease) {
    const { plan, notes } = withholdDeletions(first.decided.plan, DNS_REASON.leaseHeld);
    const decided = { ...first.decided, plan, notes: [...first.decided.notes, ...lease.refused, ...notes] };
    const decision = { ...first, decided };
    return { decision, applied: await steps.apply(decision) };
  }
  let deleted: Applied['deleted'] = {};
  try {
    const decision = await steps.lookAgain();
    const applied = await steps.apply(decision);
    deleted = applied.deleted;
    return { decision, applied };
  } finally {
    await lease.release(deleted);
  }
}

async function tryLease(world: World): Promise<HeldLease | { readonly refused: readonly ReportEntry[] }> {
  try {
    return (await acquireLease(world)) ?? { refused: [] };
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof TerminalError)) throw error;
    const { code: reason, message } = error;
    return { refused: [{ subject: 'Lease', action: 'failed', reason, message }] };
  }
}
