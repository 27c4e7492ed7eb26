import { fromRecordSet, toRecordSet } from '../../../../lambdas/adapters/route53-record-set.ts';
import type { HostedZones } from '../../../../lambdas/core/aws-ports.ts';
import type { RecordSet } from '../../../../lambdas/core/dns/record-set.ts';
import type { ResourceRecordSet } from '../../../../sandbox/aws/route53/record-set.ts';
import { AwsServiceError } from '../../../../sandbox/aws/service-error.ts';
import { portCall, type RecordedCall } from '../../../fakes/port-call.ts';
import type { CaseFault } from './case.ts';
import { retryReads } from './retry-reads.ts';

/** Ids of zones on one side to those on the other. */
export type AliasZones = ReadonlyMap<string, string>;

/** A record set in the API's shapes; an alias into one of the zones gets its id of the other side. */
export function withAliasZone<T extends Pick<ResourceRecordSet, 'AliasTarget'>>(set: T, ids: AliasZones): T {
  const { AliasTarget: alias } = set;
  const HostedZoneId = ids.get(alias?.HostedZoneId ?? '');
  if (alias === undefined || HostedZoneId === undefined) return set;
  return { ...set, AliasTarget: { ...alias, HostedZoneId } };
}

/**
 * A port on which zones have the ids of a case. Calls are recorded as the case's own, and refused by script.
 * @param ids the case's ids to the service's
 */
export function caseSide(
  zones: HostedZones,
  ids: AliasZones,
): {
  readonly port: HostedZones;
  readonly calls: RecordedCall[];
  script(faults: readonly CaseFault[]): void;
} {
  const back = new Map([...ids].map(([ours, theirs]) => [theirs, ours]));
  const theirs = (id: string) => ids.get(id) ?? id;
  const ours = (id: string) => back.get(id) ?? id;
  const swap = (set: RecordSet, to: AliasZones): RecordSet =>
    toRecordSet(withAliasZone(fromRecordSet(set) as ResourceRecordSet, to) as never);
  const pending: CaseFault[] = [];
  const calls: RecordedCall[] = [];
  const ask = async <T>(action: string, params: Record<string, unknown>, run: () => Promise<T>) => {
    const call: RecordedCall = { service: 'route53', action, params };
    const index = pending.findIndex((fault) => fault.call === action);
    const [fault] = index < 0 ? [] : pending.splice(index, 1);
    if (fault !== undefined) return portCall<T>(calls, call, () => refuse(fault));
    calls.push(call);
    return run().catch((error: { readonly code?: string }) => {
      call.error = error.code ?? String(error);
      throw error;
    });
  };
  const port: HostedZones = {
    listZones: () =>
      ask('ListHostedZones', {}, async () =>
        (await zones.listZones()).map((zone) => ({ ...zone, id: ours(zone.id) })),
      ),
    listZoneTags: (some) =>
      ask('ListTagsForResources', { ResourceIds: some }, async () => {
        const tags = await zones.listZoneTags(some.map(theirs));
        return new Map([...tags].map(([id, pairs]) => [ours(id), pairs]));
      }),
    listRecordSets: (id, ...where) =>
      ask('ListResourceRecordSets', { HostedZoneId: id }, async () => {
        const page = await zones.listRecordSets(theirs(id), ...where);
        return { ...page, recordSets: page.recordSets.map((set) => swap(set, back)) };
      }),
    change(id, changes, comment) {
      const Changes = changes.map(({ action, recordSet }) => ({
        Action: action,
        ResourceRecordSet: fromRecordSet(recordSet),
      }));
      const swapped = changes.map((change) => ({ ...change, recordSet: swap(change.recordSet, ids) }));
      return ask('ChangeResourceRecordSets', { HostedZoneId: id, ChangeBatch: { Changes } }, () =>
        zones.change(theirs(id), swapped, comment),
      );
    },
    changeStatus: (id) => ask('GetChange', { Id: id }, () => zones.changeStatus(id)),
  };
  return { port: retryReads(port), calls, script: (faults) => void pending.push(...faults) };
}

function refuse({ code, message, status }: CaseFault): never {
  throw new AwsServiceError(code, message, status);
}
