import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { changeResourceRecordSets } from './change-record-sets.ts';
import { getChange } from './changes.ts';
import { createHostedZone, deleteHostedZone, getHostedZone } from './create-hosted-zone.ts';
import { getHostedZoneLimit } from './hosted-zone-limit.ts';
import { listHostedZones, listHostedZonesByName } from './list-hosted-zones.ts';
import { listResourceRecordSets } from './list-record-sets.ts';
import { changeTagsForResource, listTagsForResource, listTagsForResources } from './tags.ts';
import type { Route53State } from './zone.ts';

const OPERATIONS = {
  ListHostedZones: listHostedZones,
  ListHostedZonesByName: listHostedZonesByName,
  GetHostedZone: getHostedZone,
  GetHostedZoneLimit: getHostedZoneLimit,
  CreateHostedZone: createHostedZone,
  DeleteHostedZone: deleteHostedZone,
  ListResourceRecordSets: listResourceRecordSets,
  ChangeResourceRecordSets: changeResourceRecordSets,
  GetChange: getChange,
  ListTagsForResource: listTagsForResource,
  ListTagsForResources: listTagsForResources,
  ChangeTagsForResource: changeTagsForResource,
};

/** `call('ListResourceRecordSets', { HostedZoneId })` and so on. Zones are seeded with `addHostedZone(state, ...)`. */
export type Route53 = AwsService<Route53State, typeof OPERATIONS>;

export interface Route53Options extends ServiceHooks {
  /** Default 123456789012. */
  readonly account?: string;
  /** How long a change is PENDING; default 30 s ("generally within 60 seconds", Route 53 API reference). */
  readonly insyncAfterMs?: number;
}

/** Route 53 of one account, without zones. */
export function createRoute53(options: Route53Options): Route53 {
  const { account = '123456789012', insyncAfterMs = 30_000, ...hooks } = options;
  const now = () => options.now();
  const state: Route53State = { account, zones: new Map(), changes: new Map(), insyncAfterMs, now };
  return new AwsService(OPERATIONS, state, { ...hooks, now });
}
