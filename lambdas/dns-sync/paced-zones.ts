import type { HostedZones } from '../core/aws-ports.ts';
import { ROUTE53_BURST_CALLS, SWEEP_ROUTE53_CALLS_PER_SECOND } from '../core/bounds.ts';
import type { Clock } from '../core/ports.ts';

/**
 * Route 53 at two calls a second on average, so that a sweep leaves the account's bucket to others. Calls wait in
 * turn; a burst at the start is free.
 */
export function paceZones(zones: HostedZones, clock: Clock): HostedZones {
  const intervalMs = 1000 / SWEEP_ROUTE53_CALLS_PER_SECOND;
  let freeAt = clock.now() - ROUTE53_BURST_CALLS * intervalMs;
  const paced =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const now = clock.now();
      freeAt = Math.max(freeAt, now - ROUTE53_BURST_CALLS * intervalMs) + intervalMs;
      if (freeAt > now) await clock.sleep(freeAt - now);
      return call(...args);
    };
  return {
    listZones: paced(() => zones.listZones()),
    listZoneTags: paced((ids) => zones.listZoneTags(ids)),
    listRecordSets: paced((zoneId, start, maxItems) => zones.listRecordSets(zoneId, start, maxItems)),
    change: paced((zoneId, changes, comment) => zones.change(zoneId, changes, comment)),
    changeStatus: paced((changeId) => zones.changeStatus(changeId)),
  };
}
