import type { HostedZones } from '../../../../lambdas/core/aws-ports.ts';
import { TransientError } from '../../../../lambdas/core/errors.ts';

/** As the SDK under the adapter. */
const READ_ATTEMPTS = 3;

/** What the SDK does under the adapter: a throttled read is tried again. Changes are sent once. */
export function retryReads(zones: HostedZones): HostedZones {
  const read = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let made = 1; ; made += 1) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof TransientError) || made >= READ_ATTEMPTS) throw error;
      }
    }
  };
  return {
    listZones: () => read(() => zones.listZones()),
    listZoneTags: (ids) => read(() => zones.listZoneTags(ids)),
    listRecordSets: (id, start, maxItems) => read(() => zones.listRecordSets(id, start, maxItems)),
    change: (id, changes, comment) => zones.change(id, changes, comment),
    changeStatus: (id) => read(() => zones.changeStatus(id)),
  };
}
