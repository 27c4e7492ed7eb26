import type { STSClient } from '@aws-sdk/client-sts';
import type { HostedZones } from '../core/aws-ports.ts';
import type { ZoneRole } from '../core/dns/config.ts';
import type { AwsEndpoint } from './aws-client.ts';
import { createKeySources } from './credentials.ts';
import { createHostedZones } from './route53.ts';

/** Where the function's own account and STS are reached. */
export interface AccountsEndpoint extends AwsEndpoint {
  readonly sts: STSClient;
}

/** The zones of the function's account, and those that `roles` name in others, each by its role. */
export function createZonesOfAccounts(roles: readonly ZoneRole[], endpoint: AccountsEndpoint): HostedZones {
  const { sts, ...own } = endpoint;
  const keysOf = createKeySources(sts, own.endpoint);
  return joinAccounts(
    createHostedZones(own),
    roles.map((zone) => {
      const { role: roleArn, externalId } = zone;
      const hop = { roleArn, ...(externalId === undefined ? {} : { externalId }) };
      const keys = keysOf({ region: own.region, chain: [hop] });
      return { zone, port: createHostedZones(own, keys) };
    }),
  );
}

/** One zone of another account. */
export interface ForeignZone {
  readonly zone: ZoneRole;
  readonly port: HostedZones;
}

/**
 * One port over several accounts: a call goes where its zone is. Zones of other accounts are listed from the
 * configuration, so that no role has to list and one that is refused costs only its own zone.
 */
export function joinAccounts(own: HostedZones, foreign: readonly ForeignZone[]): HostedZones {
  if (foreign.length === 0) return own;
  const ports = new Map(foreign.map(({ zone, port }) => [zone.id, port]));
  const portOf = (zoneId: string) => ports.get(zoneId) ?? own;
  const changes = new Map<string, HostedZones>();
  return {
    async listZones() {
      const listed = await own.listZones();
      const named = foreign.map(({ zone: { id, name, private: isPrivate } }) => ({
        id,
        name,
        private: isPrivate,
      }));
      return [...listed.filter(({ id }) => !ports.has(id)), ...named];
    },
    async listZoneTags(ids) {
      const groups = Map.groupBy(ids, portOf);
      const tags = await Promise.all([...groups].map(([port, members]) => port.listZoneTags(members)));
      return new Map(tags.flatMap((group) => [...group]));
    },
    listRecordSets: (zoneId, start, maxItems) => portOf(zoneId).listRecordSets(zoneId, start, maxItems),
    async change(zoneId, set, comment) {
      const port = portOf(zoneId);
      const made = await port.change(zoneId, set, comment);
      if (port !== own) changes.set(made.changeId, port);
      return made;
    },
    async changeStatus(changeId) {
      const status = await (changes.get(changeId) ?? own).changeStatus(changeId);
      if (status === 'INSYNC') changes.delete(changeId);
      return status;
    },
  };
}
