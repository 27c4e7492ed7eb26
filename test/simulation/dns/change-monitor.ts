import type { Actor } from '../world.ts';
import { factsOf, KINDS } from './claim-kinds.ts';
import type { DnsLedger } from './dns-ledger.ts';
import type { RegistryShape } from './registry-shape.ts';
import { HOSTS, IDS } from './scenario.ts';
import { isCname, markersOf, ownerOf, SLOTS, type Slot, targetOf, type ZoneView } from './zone-view.ts';

/** One batch of changes that Route 53 took from an invocation. */
export interface ZoneWrite {
  readonly actor: Actor;
  readonly now: number;
  readonly before: ZoneView;
  readonly after: ZoneView;
  readonly registry: RegistryShape;
}

/** What is wrong with a batch, at the moment it takes effect. */
export function findChangeViolations(write: ZoneWrite, ledger: DnsLedger): readonly string[] {
  const { before, after } = write;
  const gone = SLOTS.filter(
    (slot) => targetOf(before, slot) !== undefined && targetOf(after, slot) === undefined,
  );
  // The record sets of a host that becomes weighted, or simple again, or of other types, go in one batch with what
  // takes their place.
  const isNew = (slot: Slot) =>
    targetOf(after, slot) !== undefined &&
    (targetOf(before, slot) === undefined || isCname(before, slot) !== isCname(after, slot));
  const moved = new Set(SLOTS.filter(isNew).map(({ host }) => host));
  const deleted = gone.filter(({ host }) => !moved.has(host));
  return [
    ...SLOTS.flatMap((slot) => [...findForeign(write, slot, ledger), ...findStale(write, slot, ledger)]),
    ...deleted.flatMap((slot) => findHasty(write, slot, ledger)),
    ...findBroken(write, ledger),
  ];
}

/** Only what carries our mark is touched, and nothing is put beside another's. */
function findForeign(
  { before, after, registry }: ZoneWrite,
  slot: Slot,
  ledger: DnsLedger,
): readonly string[] {
  const stood = targetOf(before, slot);
  const stands = targetOf(after, slot);
  const markers = markersOf(before, slot, registry).join();
  if (stood === stands && markers === markersOf(after, slot, registry).join()) return [];
  const what = nameOf(slot);
  const owner = ownerOf(before, slot, registry);
  const found: string[] = [];
  if (stood !== undefined && owner !== 'ours')
    found.push(`I7 ownership: ${what} was changed and is not ours`);
  if (owner === 'foreign')
    found.push(`I7 ownership: beside the foreign marker of ${what} something was changed`);
  if (stands !== undefined && ownerOf(after, slot, registry) !== 'ours')
    found.push(`I7 ownership: ${what} has no marker`);
  // One that another run added for an object that came back meanwhile has its record again by the next sweep.
  const isAwaited = ledger.asking(slot).length > 0;
  if (stands === undefined && !isAwaited && markersOf(after, slot, registry).length > 0)
    found.push(`I7 ownership: the marker of ${what} stands alone`);
  return found;
}

/** Written is what an object asked for while the run went on; what is asked for now never gives way to older. */
function findStale(
  { actor, now, before, after }: ZoneWrite,
  slot: Slot,
  ledger: DnsLedger,
): readonly string[] {
  const old = targetOf(before, slot);
  const written = targetOf(after, slot);
  if (written === undefined || written === old) return [];
  const asked = ledger.targetsSeenBy(actor, slot, now);
  if (!written.split(' ').every((target) => asked.has(target)))
    return [`I3 no stale overwrite: ${nameOf(slot)} was set to ${written}, which nobody asked for`];
  const [wanted, ...others] = ledger.asking(slot);
  // Of several that asked when the invocation looked one may be gone by now: the zone has not changed under it.
  const alone = others.length === 0 && ledger.everAskingWhile(actor, slot, now).length === 1;
  const gaveWay = alone && old !== undefined && wanted?.targets[0] === old;
  return gaveWay
    ? [`I3 no stale overwrite: ${nameOf(slot)} went from ${old}, which is wanted, to ${written}`]
    : [];
}

/** A deletion needs two complete observations, the Lease, and one of them made while holding it. */
function findHasty({ actor }: ZoneWrite, slot: Slot, ledger: DnsLedger): readonly string[] {
  const found: string[] = [];
  if (!ledger.isTwiceAbsent(slot, actor))
    found.push(`I6 unknown is not absent: ${nameOf(slot)} was deleted without two observations`);
  const { lease } = ledger;
  if (lease?.actor !== actor.id)
    return [...found, `I6 unknown is not absent: ${nameOf(slot)} was deleted without the Lease`];
  const looked = ledger.lastLooks(actor.id)?.every(({ at }) => at >= lease.at) === true;
  return looked
    ? found
    : [...found, `I6 unknown is not absent: ${nameOf(slot)} was deleted on a look before the Lease`];
}

/** Two names or more never go when they are all there are, or all of a source that has no object left. */
function findBroken({ actor, before, after, registry }: ZoneWrite, ledger: DnsLedger): readonly string[] {
  const isOwned = (view: ZoneView, host: string) =>
    IDS.some(
      (id) => targetOf(view, { host, id }) !== undefined && ownerOf(view, { host, id }, registry) === 'ours',
    );
  const owned = HOSTS.filter((host) => isOwned(before, host));
  const deleted = owned.filter((host) => IDS.every((id) => targetOf(after, { host, id }) === undefined));
  if (deleted.length < 2) return [];
  const broken = [`I6 unknown is not absent: ${deleted.join(', ')} went at once (breaker)`];
  if (owned.every((host) => deleted.includes(host))) return broken;
  const empty = (ledger.lastLooks(actor.id) ?? []).filter(({ slots }) => slots.size === 0);
  const wholesale = empty.some(({ source }) => {
    const kind = KINDS.find((one) => factsOf(one).source === source);
    const label = kind === undefined ? '' : `external-dns/resource=${factsOf(kind).resource}/`;
    return deleted.filter((host) => isLabelled(before, host, { registry, label })).length >= 2;
  });
  return wholesale ? broken : [];
}

/** Whether a marker of a host names a resource of this kind. */
export function isLabelled(
  view: ZoneView,
  host: string,
  { registry, label }: { readonly registry: RegistryShape; readonly label: string },
): boolean {
  return IDS.some((id) => markersOf(view, { host, id }, registry).some((text) => text.includes(label)));
}

function nameOf({ host, id }: Slot): string {
  return id === '' ? host : `${host}/${id}`;
}
