import type { RecordChange } from '../../../lambdas/core/dns/record-set.ts';
import type { Actor } from '../world.ts';
import type { DnsLedger } from './dns-ledger.ts';
import { HOSTS } from './scenario.ts';
import { ownerOf, type ZoneView } from './zone-view.ts';

/** One batch of changes that Route 53 took from an invocation. */
export interface ZoneWrite {
  readonly actor: Actor;
  readonly now: number;
  readonly changes: readonly RecordChange[];
  readonly before: ZoneView;
  readonly after: ZoneView;
}

/** What is wrong with a batch, at the moment it takes effect. */
export function findChangeViolations(write: ZoneWrite, ledger: DnsLedger): readonly string[] {
  const { before, after, changes } = write;
  const upserts = changes.filter(({ action }) => (action as string) === 'UPSERT');
  const deleted = HOSTS.filter((host) => before.has(`${host} A`) && !after.has(`${host} A`));
  return [
    ...upserts.map(({ recordSet }) => `I3 no stale overwrite: UPSERT of ${recordSet.name}`),
    ...HOSTS.flatMap((host) => [...findForeign(write, host), ...findStale(write, host, ledger)]),
    ...deleted.flatMap((host) => findHasty(write, host, ledger)),
    ...findBroken(write, deleted, ledger),
  ];
}

/** Only what carries our mark is touched, and nothing is put beside another's. */
function findForeign({ before, after }: ZoneWrite, host: string): readonly string[] {
  const record = `${host} A`;
  const marker = `a-${host} TXT`;
  if (before.get(record) === after.get(record) && before.get(marker) === after.get(marker)) return [];
  const owner = ownerOf(before, host);
  const found: string[] = [];
  if (before.has(record) && owner !== 'ours') found.push(`I7 ownership: ${host} was changed and is not ours`);
  if (owner === 'foreign')
    found.push(`I7 ownership: beside the foreign marker of ${host} something was changed`);
  if (after.has(record) && ownerOf(after, host) !== 'ours') found.push(`I7 ownership: ${host} has no marker`);
  if (!after.has(record) && after.has(marker)) found.push(`I7 ownership: the marker of ${host} stands alone`);
  return found;
}

/** Written is what an object asked for while the run went on; what is asked for now never gives way to older. */
function findStale(
  { actor, now, before, after }: ZoneWrite,
  host: string,
  ledger: DnsLedger,
): readonly string[] {
  const record = `${host} A`;
  const old = before.get(record);
  const written = after.get(record);
  if (written === undefined || written === old) return [];
  const asked = ledger.targetsSeenBy(actor, host, now);
  if (!written.split(' ').every((target) => asked.has(target)))
    return [`I3 no stale overwrite: ${host} was set to ${written}, which nobody asked for`];
  const wanted = ledger.claims().filter((claim) => claim.host === host);
  const gaveWay = wanted.length === 1 && wanted[0]?.targets[0] === old && old !== undefined;
  return gaveWay ? [`I3 no stale overwrite: ${host} went from ${old}, which is wanted, to ${written}`] : [];
}

/** A deletion needs two complete observations, the Lease, and one of them made while holding it. */
function findHasty({ actor }: ZoneWrite, host: string, ledger: DnsLedger): readonly string[] {
  const found: string[] = [];
  if (!ledger.isTwiceAbsent(host, actor))
    found.push(`I6 unknown is not absent: ${host} was deleted without two observations`);
  const { lease } = ledger;
  if (lease?.actor !== actor.id)
    return [...found, `I6 unknown is not absent: ${host} was deleted without the Lease`];
  const looked = ledger.lastLooks(actor.id)?.every(({ at }) => at >= lease.at) === true;
  return looked
    ? found
    : [...found, `I6 unknown is not absent: ${host} was deleted on a look before the Lease`];
}

/** Two names or more never go when they are all there are, or all of a kind that has no object left. */
function findBroken(
  { actor, before }: ZoneWrite,
  deleted: readonly string[],
  ledger: DnsLedger,
): readonly string[] {
  if (deleted.length < 2) return [];
  const owned = HOSTS.filter((host) => before.has(`${host} A`) && ownerOf(before, host) === 'ours');
  const broken = [`I6 unknown is not absent: ${deleted.join(', ')} went at once (breaker)`];
  if (owned.every((host) => deleted.includes(host))) return broken;
  const emptyKinds = (ledger.lastLooks(actor.id) ?? []).filter(({ hosts }) => hosts.size === 0);
  const wholesale = emptyKinds.some(({ kind }) => {
    const label = `external-dns/resource=${kind.toLowerCase()}/`;
    return deleted.filter((host) => before.get(`a-${host} TXT`)?.includes(label) === true).length >= 2;
  });
  return wholesale ? broken : [];
}
