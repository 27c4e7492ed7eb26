import { isLabelled } from './change-monitor.ts';
import { factsOf, KINDS } from './claim-kinds.ts';
import type { DnsLedger } from './dns-ledger.ts';
import { type DnsScenario, HOSTS, IDS } from './scenario.ts';
import { ownerOf, SLOTS, type Slot, targetOf, type ZoneView } from './zone-view.ts';

/** Everything in which a settled zone differs from what its cluster asks for. */
export function judgeZone(ledger: DnsLedger, view: ZoneView, scenario: DnsScenario): readonly string[] {
  // An object without targets keeps everything under its name.
  const slots = SLOTS.filter(({ host }) => !isHeld(host, ledger));
  const left = slots.filter((slot) => isOurs(view, slot, scenario) && ledger.asking(slot).length === 0);
  const stopped = isStopped(ledger, view, { left, scenario }) ? left : [];
  const gone = scenario.policy !== 'sync' || stopped.length > 0 ? [] : left;
  // What the breaker keeps may exclude what is wanted beside it; then a person is asked.
  const judged = slots.filter((slot) => !isExcluded(slot, ledger, { view, stopped }));
  return [
    ...gone.map(({ host, id }) => `I2 no lost update: ${host} ${id} is still there, and nobody wants it`),
    ...judged.flatMap((slot) => judgeSlot(slot, ledger, { view, scenario })),
  ];
}

/** Whether a record set that the breaker keeps stands in the way of what a slot is asked for. */
function isExcluded(
  slot: Slot,
  ledger: DnsLedger,
  { view, stopped }: { readonly view: ZoneView; readonly stopped: readonly Slot[] },
): boolean {
  const wanted = ledger.asking(slot).flatMap(({ targets }) => targets);
  return stopped.some(
    (kept) =>
      kept.host === slot.host &&
      ((kept.id === '') !== (slot.id === '') ||
        wanted.some((target) => isName(target) !== isName(targetOf(view, kept) ?? ''))),
  );
}

interface Settled {
  readonly view: ZoneView;
  readonly scenario: DnsScenario;
}

function judgeSlot(slot: Slot, ledger: DnsLedger, { view, scenario }: Settled): readonly string[] {
  const asking = ledger.asking(slot);
  const targets = new Set(asking.flatMap((claim) => claim.targets));
  const value = targetOf(view, slot);
  if (asking.length === 0 || targets.size === 0 || isTaken(slot, { view, scenario })) return [];
  const what = `${slot.host} ${slot.id}`;
  if (isKeptByPolicy(slot, targets, { view, scenario })) return [];
  if (value === undefined) {
    // Of record sets that exclude each other one is there, and which one is another question.
    const other =
      isMixed(slot.host, ledger) && IDS.some((id) => targetOf(view, { ...slot, id }) !== undefined);
    return other ? [] : [`I2 no lost update: ${what} does not exist`];
  }
  // The address that stands beside another stays until its CNAME can.
  if (isMixed(slot.host, ledger) && ![...targets].some((target) => isName(target) === isName(value)))
    return [];
  return [...value.split(' ')].every((one) => targets.has(one))
    ? []
    : [`I2 no lost update: ${what} is ${value}, should be ${[...targets].join(' or ')}`];
}

/** Another type, or another routing, would be a deletion too, which upsert-only never makes. */
function isKeptByPolicy(
  { host, id }: Slot,
  targets: ReadonlySet<string>,
  { view, scenario }: Settled,
): boolean {
  if (scenario.policy === 'sync') return false;
  return IDS.some((other) => {
    const value = targetOf(view, { host, id: other });
    return value !== undefined && (other !== id || isName(value) !== [...targets].some(isName));
  });
}

/** Somebody else's marker stands at this name, or a record set that is not ours. */
function isTaken({ host }: Slot, { view, scenario }: Settled): boolean {
  return IDS.some((id) => {
    const slot = { host, id };
    if (ownerOf(view, slot, scenario.registry) === 'foreign') return true;
    return targetOf(view, slot) !== undefined && !isOurs(view, slot, scenario);
  });
}

function isHeld(host: string, ledger: DnsLedger): boolean {
  return ledger.claims().some((claim) => claim.host === host && claim.targets.length === 0);
}

/** Objects ask for a simple and a weighted record set of this host, or for a CNAME and addresses. */
function isMixed(host: string, ledger: DnsLedger): boolean {
  const claims = ledger.claims().filter((claim) => claim.host === host);
  const simple = claims.filter(({ id }) => id === '').length;
  const names = claims.filter(({ targets }) => isName(targets[0] ?? '')).length;
  return (simple > 0 && simple < claims.length) || (names > 0 && names < claims.length);
}

function isName(target: string): boolean {
  return target.endsWith('.net');
}

function isOurs(view: ZoneView, slot: Slot, { registry }: DnsScenario): boolean {
  return targetOf(view, slot) !== undefined && ownerOf(view, slot, registry) === 'ours';
}

/** The breaker keeps two names or more when nothing else is ours, or their source has no object left. */
function isStopped(
  ledger: DnsLedger,
  view: ZoneView,
  { left, scenario }: { readonly left: readonly Slot[]; readonly scenario: DnsScenario },
): boolean {
  const going = HOSTS.filter((host) => left.some((slot) => slot.host === host));
  if (going.length < 2) return false;
  const ours = HOSTS.filter((host) => IDS.some((id) => isOurs(view, { host, id }, scenario)));
  if (ours.length === going.length) return true;
  const { registry } = scenario;
  return KINDS.some((kind) => {
    const { resource, source } = factsOf(kind);
    const label = `external-dns/resource=${resource}/`;
    const ofKind = going.filter((host) => isLabelled(view, host, { registry, label }));
    return ofKind.length >= 2 && !ledger.claims().some((claim) => factsOf(claim.kind).source === source);
  });
}
