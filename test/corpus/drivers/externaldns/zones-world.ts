import type { HostedZones } from '../../../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../../../lambdas/core/ports.ts';
import { addHostedZone } from '../../../../sandbox/aws/route53/hosted-zones.ts';
import { storedName } from '../../../../sandbox/aws/route53/zone-name.ts';
import { AwsServiceError } from '../../../../sandbox/aws/service-error.ts';
import { createFakeHostedZones, type FakeHostedZones } from '../../../fakes/hosted-zones.ts';
import type { RecordedCall } from '../../../fakes/port-call.ts';
import type { CaseFault, CaseRecordEdits, CaseRecordSet, CaseZone } from './case.ts';
import { fromModel, recordKey, toModel, zoneLabel } from './record-sets.ts';
import { retryReads } from './retry-reads.ts';

/** Record sets by zone label, then by key. */
export type ZoneContents = Readonly<Record<string, Readonly<Record<string, CaseRecordSet>>>>;

/** Route 53 of one case. */
export interface ZonesWorld {
  readonly port: HostedZones;
  /** Everything but the zones' own NS and SOA. */
  contents(): Promise<ZoneContents>;
  edit(edits: Readonly<Record<string, CaseRecordEdits>>): Promise<void>;
  /** The next calls of that name are refused once each. */
  script(faults: readonly CaseFault[]): void;
  /** ChangeResourceRecordSets calls since the last time. */
  takeChanges(): readonly RecordedCall[];
  /** Label of a zone id. */
  labelOf(id: string): string;
}

/** Makes the zones of a case, with what is in them. */
export type OpenZones = (zones: readonly CaseZone[], clock: Clock) => Promise<ZonesWorld>;

/** On the sandbox's Route 53. */
export const openZonesWorld: OpenZones = async (zones, clock) =>
  fillZones(createFakeHostedZones({ clock }), zones);

/** Makes the zones of a case in `fake`, which holds none. */
export function fillZones(fake: FakeHostedZones, zones: readonly CaseZone[]): ZonesWorld {
  const { state, hooks } = fake.model;
  const pending: CaseFault[] = [];
  const labels = new Map(zones.map((zone) => [zone.id, zoneLabel(zone)]));
  for (const zone of zones) {
    const { records } = addHostedZone(state, zone);
    for (const set of zone.records ?? []) records.put(stored(set));
  }
  hooks.intercept = (action) => {
    const index = pending.findIndex(({ call }) => call === action);
    const [fault] = index < 0 ? [] : pending.splice(index, 1);
    return fault === undefined ? undefined : new AwsServiceError(fault.code, fault.message, fault.status);
  };
  const recordsOf = (label: string) => {
    const zone = [...state.zones.values()].find(({ id }) => labels.get(id) === label);
    if (zone === undefined) throw new Error(`the case has no zone ${label}`);
    return zone.records;
  };
  return {
    port: retryReads(fake),
    contents: async () =>
      Object.fromEntries(
        [...state.zones.values()].map((zone) => {
          const sets = zone.records.from('', zone.records.size).filter((set) => !isOwn(set, zone.name));
          const entries = sets.map(fromModel).map((set) => [recordKey(set), set] as const);
          return [labels.get(zone.id) ?? zone.id, Object.fromEntries(entries)];
        }),
      ),
    async edit(edits) {
      for (const [label, { delete: gone = [], put = [] }] of Object.entries(edits)) {
        for (const set of gone) recordsOf(label).delete(stored(set));
        for (const set of put) recordsOf(label).put(stored(set));
      }
    },
    script: (faults) => void pending.push(...faults),
    takeChanges: () => fake.calls.splice(0).filter(({ action }) => action === 'ChangeResourceRecordSets'),
    labelOf: (id) => labels.get(id) ?? id,
  };
}

function stored(set: CaseRecordSet) {
  const model = toModel(set);
  return { ...model, Name: storedName(model.Name) };
}

function isOwn(set: { readonly Name: string; readonly Type: string }, zoneName: string): boolean {
  return set.Name === zoneName && (set.Type === 'NS' || set.Type === 'SOA');
}
