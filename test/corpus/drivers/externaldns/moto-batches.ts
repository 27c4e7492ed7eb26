import { ChangeResourceRecordSetsCommand, type Route53Client } from '@aws-sdk/client-route-53';
import { fromRecordSet } from '../../../../lambdas/adapters/route53-record-set.ts';
import type { HostedZones } from '../../../../lambdas/core/aws-ports.ts';
import type { RecordChange, RecordSet } from '../../../../lambdas/core/dns/record-set.ts';
import { TerminalError } from '../../../../lambdas/core/errors.ts';

/**
 * moto holds a CREATE against its journal and against what was there before the batch, and so refuses a record set that
 * is given back a content it once had: to the service that is a DELETE and a CREATE like any other. The CREATE of such
 * a pair is sent as an UPSERT, after the rest.
 */
export function withReturns(zones: HostedZones, client: Route53Client): HostedZones {
  return {
    ...zones,
    async change(id, changes, comment) {
      try {
        return await zones.change(id, changes, comment);
      } catch (error) {
        const returned = changes.filter(
          (change) => change.action === 'CREATE' && isReplaced(change, changes),
        );
        if (!isRefusedAsExisting(error) || returned.length === 0) throw error;
        const rest = changes.filter((change) => !returned.includes(change));
        const { changeId } = await zones.change(id, rest, comment);
        const Changes = returned.map(({ recordSet }) => ({
          Action: 'UPSERT' as const,
          ResourceRecordSet: fromRecordSet(recordSet),
        }));
        await client.send(
          new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }),
        );
        return { changeId };
      }
    },
  };
}

function isReplaced({ recordSet }: RecordChange, changes: readonly RecordChange[]): boolean {
  return changes.some(
    ({ action, recordSet: other }) => action === 'DELETE' && keyOf(other) === keyOf(recordSet),
  );
}

function isRefusedAsExisting(error: unknown): boolean {
  return error instanceof TerminalError && /already exists/v.test(error.message);
}

function keyOf({ name, type, setIdentifier }: RecordSet): string {
  return JSON.stringify([name.replace(/\.$/v, ''), type, setIdentifier]);
}
