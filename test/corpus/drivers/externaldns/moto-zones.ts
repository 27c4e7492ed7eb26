import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { createHostedZones } from '../../../../lambdas/adapters/route53.ts';
import type { ResourceRecordSet } from '../../../../sandbox/aws/route53/record-set.ts';
import type { CaseRecordSet, CaseZone } from './case.ts';
import { withReturns } from './moto-batches.ts';
import { type AliasZones, caseSide, withAliasZone } from './moto-port.ts';
import { fromModel, recordKey, toModel, zoneLabel } from './record-sets.ts';
import type { OpenZones, ZoneContents } from './zones-world.ts';

const REGION = 'us-east-1';
/** moto asks for keys and believes any. */
const KEYS = { accessKeyId: 'corpus', secretAccessKey: 'corpus' };
const CHANGES_PER_BATCH = 500;

/**
 * Zones on a moto, which is emptied for each case. moto chooses the ids of zones: case and function see those of the
 * case throughout.
 */
export function createMotoZones(url: string): OpenZones {
  const client = new Route53Client({ region: REGION, endpoint: url, credentials: KEYS });
  process.env['AWS_ACCESS_KEY_ID'] ??= KEYS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] ??= KEYS.secretAccessKey;
  const adapter = withReturns(createHostedZones({ region: REGION, endpoint: url }), client);
  return async (zones) => {
    await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    const ids = new Map<string, string>();
    for (const zone of zones) ids.set(zone.id, await createZone(client, zone));
    const labels = new Map(zones.map((zone) => [zone.id, zoneLabel(zone)]));
    const content = new Contents(client, ids);
    for (const { id, records = [] } of zones) await content.change(id, 'UPSERT', records);
    const { port, calls, script } = caseSide(adapter, ids);
    return {
      port,
      script,
      async contents() {
        const entries = zones.map(async (zone) => [zoneLabel(zone), await content.read(zone)] as const);
        return Object.fromEntries(await Promise.all(entries)) as ZoneContents;
      },
      async edit(edits) {
        for (const zone of zones) {
          const { delete: gone = [], put = [] } = edits[zoneLabel(zone)] ?? {};
          await content.remove(zone, gone);
          await content.change(zone.id, 'UPSERT', put);
        }
      },
      takeChanges: () => calls.splice(0).filter(({ action }) => action === 'ChangeResourceRecordSets'),
      labelOf: (id) => labels.get(id) ?? id,
    };
  };
}

/** Plain id of a new zone with the tags of the case's. */
async function createZone(client: Route53Client, { name, tags = {}, ...zone }: CaseZone): Promise<string> {
  const vpc = { VPC: { VPCRegion: 'us-east-1' as const, VPCId: 'vpc-0123456789abcdef0' } };
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({
      Name: name,
      CallerReference: crypto.randomUUID(),
      HostedZoneConfig: { PrivateZone: zone.private === true },
      ...(zone.private === true ? vpc : {}),
    }),
  );
  const id = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
  const AddTags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (AddTags.length > 0) {
    const change = { ResourceType: 'hostedzone' as const, ResourceId: id, AddTags };
    await client.send(new ChangeTagsForResourceCommand(change));
  }
  return id;
}

/** What is in the zones, as the case writes it, by the SDK and not by our adapter. */
class Contents {
  readonly #client: Route53Client;
  readonly #ids: AliasZones;

  /** `ids`: the case's ids of zones to moto's. */
  constructor(client: Route53Client, ids: AliasZones) {
    this.#client = client;
    this.#ids = ids;
  }

  /** Record sets by key; the zone's own NS and SOA are left out. */
  async read({ id, name }: CaseZone): Promise<Readonly<Record<string, CaseRecordSet>>> {
    const isOwn = (set: CaseRecordSet) => set.name === name && (set.type === 'NS' || set.type === 'SOA');
    const sets = (await this.#list(id))
      .map(withoutAliasTtl)
      .map(fromModel)
      .filter((set) => !isOwn(set));
    return Object.fromEntries(sets.map((set) => [recordKey(set), set]));
  }

  async change(id: string, Action: 'UPSERT' | 'DELETE', sets: readonly CaseRecordSet[]): Promise<void> {
    for (let start = 0; start < sets.length; start += CHANGES_PER_BATCH) {
      const Changes = sets.slice(start, start + CHANGES_PER_BATCH).map((set) => ({
        Action,
        ResourceRecordSet: withAliasZone(toModel(set), this.#ids) as never,
      }));
      const HostedZoneId = this.#ids.get(id);
      await this.#client.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }),
      );
    }
  }

  /** Whatever content the named record sets have by now. */
  async remove(zone: CaseZone, named: readonly CaseRecordSet[]): Promise<void> {
    const present = named.length === 0 ? {} : await this.read(zone);
    const gone = named.map((set) => present[recordKey(set)]).filter((set) => set !== undefined);
    await this.change(zone.id, 'DELETE', gone);
  }

  async #list(id: string): Promise<readonly ResourceRecordSet[]> {
    const back = new Map([...this.#ids].map(([ours, theirs]) => [theirs, ours]));
    const sets: ResourceRecordSet[] = [];
    let position: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
    while (position !== undefined) {
      const command = new ListResourceRecordSetsCommand({ HostedZoneId: this.#ids.get(id), ...position });
      const page: ListResourceRecordSetsCommandOutput = await this.#client.send(command);
      sets.push(...((page.ResourceRecordSets ?? []) as ResourceRecordSet[]));
      position = page.IsTruncated
        ? {
            StartRecordName: page.NextRecordName,
            StartRecordType: page.NextRecordType,
            StartRecordIdentifier: page.NextRecordIdentifier,
          }
        : undefined;
    }
    return sets.map((set) => withAliasZone(set, back));
  }
}

/** moto gives aliases a TTL of 0, which the service's have not. */
function withoutAliasTtl({ TTL, ...set }: ResourceRecordSet): ResourceRecordSet {
  return TTL === undefined || set.AliasTarget !== undefined ? set : { ...set, TTL };
}
