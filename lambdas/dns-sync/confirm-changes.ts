import { DEADLINE_RESERVE_MS, INSYNC_POLL_MS, INSYNC_POLLS_MAX } from '../core/bounds.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import { METRIC } from '../core/metrics.ts';
import type { ReportEntry } from '../core/report.ts';
import type { Applied } from './apply.ts';
import type { World } from './world.ts';

/**
 * Asks Route 53 until every accepted change has reached all name servers, and publishes how long that took. "Done"
 * otherwise means no more than "noted". What is still pending at the end is reported; nothing is tried again for it.
 */
export async function confirmChanges(world: World, applied: Applied): Promise<readonly ReportEntry[]> {
  let pending = applied.accepted;
  try {
    for (let poll = 0; poll < INSYNC_POLLS_MAX && pending.length > 0; poll += 1) {
      if (world.remainingMs() < DEADLINE_RESERVE_MS + INSYNC_POLL_MS) break;
      const states = await Promise.all(pending.map(({ changeId }) => world.zones.changeStatus(changeId)));
      for (const [index, { at }] of pending.entries()) {
        if (states[index] === 'INSYNC') world.metrics.milliseconds(METRIC.inSync, world.clock.now() - at);
      }
      pending = pending.filter((_, index) => states[index] !== 'INSYNC');
      if (pending.length > 0) await world.clock.sleep(INSYNC_POLL_MS);
    }
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof TerminalError)) throw error;
    world.log.warn('change status not read', { code: error.code, message: error.message });
  }
  return pending.map(({ changeId }) => ({
    subject: changeId,
    action: 'pending',
    reason: DNS_REASON.notInSync,
  }));
}
