import type { DnsConfiguration } from '../config.ts';
import { formatRoute53Arn, type Place } from './arn.ts';
import { compileParameterPermissions } from './parameters.ts';
import type { Permission } from './permission.ts';
import { compileRecordNamePatterns } from './record-names.ts';

const KEY = 'route53:ChangeResourceRecordSets';

/** What dns-sync may do in AWS. In observe mode there is no statement that changes a record. */
export function compileDnsPermissions(place: Place, dns: DnsConfiguration): readonly Permission[] {
  const { region } = place;
  const zones = dns.zones.ids.length === 0 ? ['*'] : dns.zones.ids;
  const zoneArns = zones.map((id) => formatRoute53Arn(region, `hostedzone/${id}`));
  const zoneReason = 'the configuration selects zones by filter, not by id';
  return [
    {
      sid: 'ListZones',
      actions: ['route53:ListHostedZones'],
      resources: ['*'],
      wildcard: 'ListHostedZones takes no resource',
    },
    ...(dns.zones.tags.length === 0
      ? []
      : [
          {
            sid: 'ListZoneTags',
            actions: ['route53:ListTagsForResources'],
            resources: [formatRoute53Arn(region, 'hostedzone/*')],
            wildcard: zoneReason,
          },
        ]),
    {
      sid: 'ListRecords',
      actions: ['route53:ListResourceRecordSets'],
      resources: zoneArns,
      wildcard: zoneReason,
    },
    ...assumeZoneRoles(dns),
    ...(dns.mode === 'observe' ? [] : [changeRecords(zoneArns, dns), readChanges(region)]),
    ...(dns.txt?.encryptKey === undefined
      ? []
      : compileParameterPermissions(place, dns.txt.encryptKey, {
          read: 'ReadMarkerKey',
          decrypt: 'DecryptMarkerKey',
        })),
  ];
}

/** What the role of another account may do there is that account's to say. */
function assumeZoneRoles({ zones: { roles } }: DnsConfiguration): readonly Permission[] {
  const resources = [...new Set(roles.map(({ role }) => role))].sort();
  return resources.length === 0 ? [] : [{ sid: 'AssumeZoneRoles', actions: ['sts:AssumeRole'], resources }];
}

function changeRecords(zoneArns: readonly string[], dns: DnsConfiguration): Permission {
  const names = compileRecordNamePatterns(dns);
  const types = [...new Set([...dns.managedRecordTypes, ...(dns.registry === 'txt' ? ['TXT'] : [])])];
  return {
    sid: 'ChangeRecords',
    actions: ['route53:ChangeResourceRecordSets'],
    resources: zoneArns,
    conditions: {
      ...(names.length === 0
        ? {}
        : { 'ForAllValues:StringLike': { [`${KEY}NormalizedRecordNames`]: names } }),
      'ForAllValues:StringEquals': {
        [`${KEY}RecordTypes`]: types,
        // A change is DELETE and CREATE, never UPSERT (DESIGN 5.6).
        [`${KEY}Actions`]: dns.policy === 'create-only' ? ['CREATE'] : ['CREATE', 'DELETE'],
      },
    },
    wildcard: 'the configuration selects zones by filter, not by id; the conditions bind names and types',
  };
}

function readChanges(region: string): Permission {
  return {
    sid: 'ReadChangeStatus',
    actions: ['route53:GetChange'],
    resources: [formatRoute53Arn(region, 'change/*')],
    wildcard: 'the id of a change is made by Route 53 when it is submitted',
  };
}
