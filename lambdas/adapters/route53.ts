import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourcesCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { HostedZone, HostedZones, RecordSetPosition } from '../core/aws-ports.ts';
import { HOSTED_ZONE_PAGES_MAX, RECORD_SETS_PER_PAGE, TAGGED_ZONES_PER_CALL } from '../core/bounds.ts';
import { TransientError } from '../core/errors.ts';
import { type AwsEndpoint, clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import type { KeySource } from './credentials.ts';
import { withoutIdPath } from './route53-id.ts';
import { fromRecordSet, toRecordSet } from './route53-record-set.ts';

/**
 * Route 53. Reads are retried by the SDK; a change is sent once, because one whose answer was lost may have been
 * made, and only a new look at the zone can tell (the caller paces and repeats throttled changes). Without
 * `credentials` the calls are the function's own.
 */
export function createHostedZones(endpoint: AwsEndpoint, credentials?: KeySource): HostedZones {
  const settings = { ...clientSettings(endpoint), ...(credentials === undefined ? {} : { credentials }) };
  const reader = new Route53Client(settings);
  const writer = new Route53Client({ ...settings, maxAttempts: 1 });

  return {
    listZones: () => listZones(reader),

    async listZoneTags(ids) {
      const tags = new Map<string, Readonly<Record<string, string>>>();
      for (let start = 0; start < ids.length; start += TAGGED_ZONES_PER_CALL) {
        const ResourceIds = ids.slice(start, start + TAGGED_ZONES_PER_CALL);
        const command = new ListTagsForResourcesCommand({ ResourceType: 'hostedzone', ResourceIds });
        const output = await reader.send(command).catch(rethrow(ResourceIds.join(',')));
        for (const { ResourceId, Tags } of output.ResourceTagSets ?? []) {
          const pairs = (Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']);
          tags.set(ResourceId ?? '', Object.fromEntries(pairs));
        }
      }
      return tags;
    },

    async listRecordSets(zoneId, start, maxItems = RECORD_SETS_PER_PAGE) {
      const command = new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        MaxItems: maxItems,
        ...startFields(start),
      });
      const output = await reader.send(command).catch(rethrow(zoneId));
      if (output.IsTruncated === undefined)
        throw unreadable('a page that does not say whether it is the last', zoneId);
      const recordSets = (output.ResourceRecordSets ?? []).map(toRecordSet);
      if (!output.IsTruncated) return { recordSets };
      if (output.NextRecordName === undefined)
        throw unreadable('a truncated page without its next name', zoneId);
      const next: RecordSetPosition = {
        name: output.NextRecordName,
        ...(output.NextRecordType === undefined ? {} : { type: output.NextRecordType }),
        ...(output.NextRecordIdentifier === undefined ? {} : { setIdentifier: output.NextRecordIdentifier }),
      };
      return { recordSets, next };
    },

    async change(zoneId, changes, comment) {
      const Changes = changes.map(({ action, recordSet }) => ({
        Action: action,
        ResourceRecordSet: fromRecordSet(recordSet),
      }));
      const command = new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: { Changes, Comment: comment },
      });
      const output = await writer.send(command).catch(rethrow(zoneId));
      return { changeId: withoutIdPath(output.ChangeInfo?.Id ?? '') };
    },

    async changeStatus(changeId) {
      const output = await reader.send(new GetChangeCommand({ Id: changeId })).catch(rethrow(changeId));
      return output.ChangeInfo?.Status === 'INSYNC' ? 'INSYNC' : 'PENDING';
    },
  };
}

async function listZones(reader: Route53Client): Promise<readonly HostedZone[]> {
  const zones: HostedZone[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < HOSTED_ZONE_PAGES_MAX; pages += 1) {
    const command = new ListHostedZonesCommand(marker === undefined ? {} : { Marker: marker });
    const output = await reader.send(command).catch(rethrow('hosted zones'));
    if (output.IsTruncated === undefined)
      throw unreadable('a page that does not say whether it is the last', 'hosted zones');
    for (const { Id, Name, Config } of output.HostedZones ?? []) {
      const name = (Name ?? '').toLowerCase().replace(/\.$/, '');
      zones.push({ id: withoutIdPath(Id ?? ''), name, private: Config?.PrivateZone ?? false });
    }
    if (!output.IsTruncated || output.NextMarker === undefined) return zones;
    marker = output.NextMarker;
  }
  throw unreadable(`more than ${HOSTED_ZONE_PAGES_MAX} pages of hosted zones`, 'hosted zones');
}

function startFields(start: RecordSetPosition | undefined) {
  if (start === undefined) return {};
  return {
    StartRecordName: start.name,
    StartRecordType: start.type as 'A' | undefined,
    StartRecordIdentifier: start.setIdentifier,
  };
}

function rethrow(subject: string): (error: unknown) => never {
  return (error) => {
    throw fromSdkError(error, subject);
  };
}

function unreadable(what: string, subject: string): TransientError {
  return new TransientError(`route 53 answered with ${what}`, { code: 'InvalidAnswer', subject });
}
