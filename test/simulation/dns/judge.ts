import type { DnsLedger } from './dns-ledger.ts';
import { type DnsScenario, HOSTS } from './scenario.ts';
import { ownerOf, type ZoneView } from './zone-view.ts';

/** Everything in which a settled zone differs from what its cluster asks for. */
export function judgeZone(ledger: DnsLedger, view: ZoneView, { policy }: DnsScenario): readonly string[] {
  const claims = ledger.claims();
  const isWanted = (host: string) => claims.some((claim) => claim.host === host);
  const left = HOSTS.filter((host) => isOurs(view, host) && !isWanted(host));
  const kept = policy !== 'sync' || isStopped(ledger, view, left) ? [] : left;
  return [
    ...kept.map((host) => `I2 no lost update: ${host} is still there, and nobody wants it`),
    ...HOSTS.flatMap((host) => judgeHost(host, ledger, view)),
  ];
}

function judgeHost(host: string, ledger: DnsLedger, view: ZoneView): readonly string[] {
  const asking = ledger.claims().filter((claim) => claim.host === host);
  const targets = new Set(asking.flatMap((claim) => claim.targets));
  const value = view.get(`${host} A`);
  const taken = ownerOf(view, host) === 'foreign' || (value !== undefined && !isOurs(view, host));
  if (asking.length === 0 || targets.size === 0 || taken) return [];
  if (value === undefined) return [`I2 no lost update: ${host} does not exist`];
  // One of several objects without targets keeps the name for itself.
  if (asking.some((claim) => claim.targets.length === 0)) return [];
  return [...value.split(' ')].every((one) => targets.has(one))
    ? []
    : [`I2 no lost update: ${host} is ${value}, should be ${[...targets].join(' or ')}`];
}

function isOurs(view: ZoneView, host: string): boolean {
  return view.has(`${host} A`) && ownerOf(view, host) === 'ours';
}

/** The breaker keeps two names or more when nothing else is ours, or their kind has no object left. */
function isStopped(ledger: DnsLedger, view: ZoneView, left: readonly string[]): boolean {
  if (left.length < 2) return false;
  if (HOSTS.filter((host) => isOurs(view, host)).length === left.length) return true;
  return ['Ingress', 'Service'].some((kind) => {
    const label = `external-dns/resource=${kind.toLowerCase()}/`;
    const ofKind = left.filter((host) => view.get(`a-${host} TXT`)?.includes(label) === true);
    return ofKind.length >= 2 && !ledger.claims().some((claim) => claim.kind === kind);
  });
}
