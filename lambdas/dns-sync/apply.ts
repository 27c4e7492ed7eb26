import { DEADLINE_RESERVE_MS } from '../core/bounds.ts';
import { batchChanges, type ChangeBatch } from '../core/dns/change-batch.ts';
import { type ChangeGroup, compileGroups } from '../core/dns/changes.ts';
import type { DnsPlan } from '../core/dns/decision.ts';
import type { ObservedZone } from '../core/dns/observed-zone.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import type { ReportEntry } from '../core/report.ts';
import type { DeletionHistory } from './deletion-history.ts';
import { type Submitted, submitBatch } from './submit.ts';
import type { World } from './world.ts';

/** What came of a plan. */
export interface Applied {
  readonly entries: readonly ReportEntry[];
  /** Something failed that may succeed later. */
  readonly retry: boolean;
  /** Changes Route 53 accepted, and when. */
  readonly accepted: readonly { readonly changeId: string; readonly at: number }[];
  /** Names of which something was deleted, and when. */
  readonly deleted: DeletionHistory;
}

/** Writes a plan batch by batch, until done or out of time. */
export async function applyPlan(
  world: World,
  plan: DnsPlan,
  zones: readonly ObservedZone[],
): Promise<Applied> {
  const groups = compileGroups(plan, zones, world.registry);
  const { batches, tooLarge } = batchChanges(groups, world.config.batch);
  const results: Submitted[] = [];
  for (const batch of batches) {
    const hasTime = world.remainingMs() > DEADLINE_RESERVE_MS;
    results.push(hasTime ? await submitBatch(world, batch) : outOfTime(batch));
  }
  const deleted = results.flatMap((result) => result.done).filter(isDeletion);
  return {
    entries: [...results.flatMap((result) => result.entries), ...tooLarge.map(refuseLarge)],
    retry: results.some((result) => result.retry),
    accepted: results.flatMap((result) => result.accepted),
    deleted: historyOf(deleted, world.clock.now()),
  };
}

function outOfTime(batch: ChangeBatch): Submitted {
  const entries = batch.groups.map((group) => failedGroup(group, DNS_REASON.outOfTime));
  return { entries, retry: true, accepted: [], done: [] };
}

function failedGroup(group: ChangeGroup, reason: string): ReportEntry {
  return { subject: `${group.zoneId}/${group.name}`, action: 'failed', reason };
}

function refuseLarge(group: ChangeGroup): ReportEntry {
  return {
    subject: `${group.zoneId}/${group.name}`,
    action: 'refused',
    reason: DNS_REASON.groupTooLarge,
    message: `${group.changes.length} changes do not fit one batch: use fewer targets, or raise dns.batch`,
    ...(group.objects.length === 0 ? {} : { objects: group.objects }),
  };
}

function isDeletion(group: ChangeGroup): boolean {
  return group.entries.some((entry) => entry.action === 'deleted');
}

function historyOf(groups: readonly ChangeGroup[], now: number): DeletionHistory {
  const history: Record<string, Record<string, number>> = {};
  for (const { zoneId, name } of groups) {
    const names = history[zoneId] ?? {};
    history[zoneId] = names;
    names[name] = now;
  }
  return history;
}
