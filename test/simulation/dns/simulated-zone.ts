import type { HostedZones } from '../../../lambdas/core/aws-ports.ts';
import type { RecordChange } from '../../../lambdas/core/dns/record-set.ts';
import type { Clock } from '../../../lambdas/core/ports.ts';
import { addHostedZone, requireZone } from '../../../sandbox/aws/route53/hosted-zones.ts';
import type { Change, ResourceRecordSet } from '../../../sandbox/aws/route53/record-set.ts';
import { createFakeHostedZones } from '../../fakes/hosted-zones.ts';
import { refuseAws } from '../aws-refusal.ts';
import type { Gatekeeper } from '../world.ts';
import { ZONE } from './objects.ts';
import { viewOf, type ZoneView } from './zone-view.ts';

/** Route 53 with one zone. A listing shows every change made so far; pages are read one after the other. */
export class SimulatedZone {
  readonly #zones;
  readonly #pageSize: number;

  /** Holds `recordSets`, the zone's own included, where they are given. */
  constructor(clock: Clock, pageSize: number, recordSets: readonly ResourceRecordSet[] = []) {
    this.#zones = createFakeHostedZones({ clock, insyncAfterMs: 0 });
    this.#pageSize = pageSize;
    const { records } = addHostedZone(this.#zones.model.state, { id: ZONE, name: 'example.com' });
    for (const set of recordSets) records.put(set);
  }

  view(): ZoneView {
    return viewOf(requireZone(this.#zones.model.state, ZONE));
  }

  recordSets(): readonly ResourceRecordSet[] {
    return requireZone(this.#zones.model.state, ZONE).records.from('', 1_000);
  }

  /** What a person does in the console. */
  upsert(name: string, type: 'A' | 'TXT' | 'CNAME', value: string): void {
    const set = { Name: `${name}.`, Type: type, TTL: 300, ResourceRecords: [{ Value: value }] };
    const Changes: Change[] = [{ Action: 'UPSERT', ResourceRecordSet: set }];
    this.#zones.model.call('ChangeResourceRecordSets', { HostedZoneId: ZONE, ChangeBatch: { Changes } });
  }

  /** The port for a container; `wrote` hears, within the call, of each batch that took effect, and what stood there before it. */
  gated(gatekeeper: Gatekeeper, wrote: (before: ZoneView) => void): HostedZones {
    const zones = this.#zones;
    const ask = <T>(text: string, effect: () => Promise<T>) =>
      gatekeeper.perform({ text, effect, refuse: refuseAws as () => never });
    return {
      listZones: () => ask('ListHostedZones', () => zones.listZones()),
      listZoneTags: (ids) => ask('ListTagsForResources', () => zones.listZoneTags(ids)),
      listRecordSets: (zoneId, start, maxItems = 300) =>
        ask(`ListResourceRecordSets ${start?.name ?? ''}`, () =>
          zones.listRecordSets(zoneId, start, Math.min(maxItems, this.#pageSize)),
        ),
      change: (zoneId, changes, comment) =>
        ask(`ChangeResourceRecordSets ${changes.map(textOf).join(', ')}`, () => {
          const before = this.view();
          const answer = zones.change(zoneId, changes, comment);
          wrote(before);
          return answer;
        }),
      changeStatus: (changeId) => ask('GetChange', () => zones.changeStatus(changeId)),
    };
  }
}

function textOf({ action, recordSet }: RecordChange): string {
  const { name, type, setIdentifier = '', values = [] } = recordSet;
  const id = setIdentifier === '' ? '' : `/${setIdentifier}`;
  return `${action} ${name}${id} ${type}${type === 'TXT' ? '' : ` ${values.join(' ')}`}`;
}
