import { fromRecordSet, toRecordSet } from '../../lambdas/adapters/route53-record-set.ts';
import type { HostedZone, HostedZones, RecordSetPosition } from '../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../lambdas/core/ports.ts';
import type { ListResourceRecordSetsOutput } from '../../sandbox/aws/route53/list-record-sets.ts';
import type { Change } from '../../sandbox/aws/route53/record-set.ts';
import type { Route53 } from '../../sandbox/aws/route53/route53.ts';
import { createRoute53 } from '../../sandbox/aws/route53/route53.ts';
import type { RecordedCall } from './port-call.ts';
import { portCall } from './port-call.ts';

/** Ids one ListTagsForResources takes. */
const TAGGED_ZONES_PER_CALL = 10;

export interface FakeHostedZones extends HostedZones {
  /** Seed zones with `addHostedZone(zones.model.state, ...)` and script faults with `zones.model.hooks.intercept`. */
  readonly model: Route53;
  /** What the port asked, in order, in the API's shapes. */
  readonly calls: RecordedCall[];
}

/** Route 53 over the sandbox's model, without HTTP and without IAM. */
export function createFakeHostedZones(options: {
  readonly clock: Clock;
  readonly insyncAfterMs?: number;
}): FakeHostedZones {
  const { clock, insyncAfterMs = 30_000 } = options;
  const model = createRoute53({ now: () => clock.now(), insyncAfterMs });
  const calls: RecordedCall[] = [];
  const ask = <T>(action: string, params: Record<string, unknown>, run: () => T) =>
    portCall(calls, { service: 'route53', action, params }, run, subjectOf(params));
  return {
    model,
    calls,
    listZones: () => listZones(model, ask),
    listZoneTags: (ids) => listZoneTags(model, ask, ids),
    async listRecordSets(zoneId, start, maxItems = 300) {
      const params = { HostedZoneId: zoneId, MaxItems: maxItems, ...startFields(start) };
      const page = await ask('ListResourceRecordSets', params, () =>
        model.call('ListResourceRecordSets', params),
      );
      const recordSets = page.ResourceRecordSets.map((set) =>
        toRecordSet(set as Parameters<typeof toRecordSet>[0]),
      );
      const next = nextOf(page);
      return next === undefined ? { recordSets } : { recordSets, next };
    },
    async change(zoneId, changes, comment) {
      const Changes = changes.map(
        ({ action, recordSet }) =>
          ({ Action: action, ResourceRecordSet: fromRecordSet(recordSet) }) as Change,
      );
      const params = { HostedZoneId: zoneId, ChangeBatch: { Changes, Comment: comment } };
      const output = await ask('ChangeResourceRecordSets', params, () =>
        model.call('ChangeResourceRecordSets', params),
      );
      return { changeId: output.ChangeInfo.Id.replace('/change/', '') };
    },
    async changeStatus(changeId) {
      const params = { Id: changeId };
      return (await ask('GetChange', params, () => model.call('GetChange', params))).ChangeInfo.Status;
    },
  };
}

type Ask = <T>(action: string, params: Record<string, unknown>, run: () => T) => Promise<T>;

async function listZones(model: Route53, ask: Ask): Promise<readonly HostedZone[]> {
  const zones: HostedZone[] = [];
  for (let marker: string | undefined, more = true; more; ) {
    const params = marker === undefined ? {} : { Marker: marker };
    const page = await ask('ListHostedZones', params, () => model.call('ListHostedZones', params));
    for (const zone of page.HostedZones) {
      const config = zone['Config'] as { PrivateZone: boolean };
      const id = String(zone['Id']).replace('/hostedzone/', '');
      zones.push({ id, name: String(zone['Name']).replace(/\.$/, ''), private: config.PrivateZone });
    }
    marker = page.NextMarker;
    more = page.IsTruncated;
  }
  return zones;
}

async function listZoneTags(model: Route53, ask: Ask, ids: readonly string[]) {
  const tags = new Map<string, Readonly<Record<string, string>>>();
  for (let start = 0; start < ids.length; start += TAGGED_ZONES_PER_CALL) {
    const params = {
      ResourceType: 'hostedzone',
      ResourceIds: ids.slice(start, start + TAGGED_ZONES_PER_CALL),
    };
    const output = await ask('ListTagsForResources', params, () =>
      model.call('ListTagsForResources', params),
    );
    for (const { ResourceId, Tags } of output.ResourceTagSets) {
      tags.set(ResourceId, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
    }
  }
  return tags;
}

function startFields(start: RecordSetPosition | undefined) {
  if (start === undefined) return {};
  return {
    StartRecordName: start.name,
    ...(start.type === undefined ? {} : { StartRecordType: start.type }),
    ...(start.setIdentifier === undefined ? {} : { StartRecordIdentifier: start.setIdentifier }),
  };
}

function nextOf(page: ListResourceRecordSetsOutput): RecordSetPosition | undefined {
  if (page.NextRecordName === undefined) return undefined;
  return {
    name: page.NextRecordName,
    ...(page.NextRecordType === undefined ? {} : { type: page.NextRecordType }),
    ...(page.NextRecordIdentifier === undefined ? {} : { setIdentifier: page.NextRecordIdentifier }),
  };
}

function subjectOf(params: Readonly<Record<string, unknown>>): string {
  const ids = params['ResourceIds'];
  return String(
    params['HostedZoneId'] ?? params['Id'] ?? (Array.isArray(ids) ? ids.join(',') : 'hosted zones'),
  );
}
