import type { Random } from '../random.ts';
import type { Delivery, PlotItem } from '../schedule.ts';
import { type ClaimKind, canBeEmpty, canName, canRoute, KINDS } from './claim-kinds.ts';
import { REGISTRIES, type RegistryShape } from './registry-shape.ts';

/** An object that asks for one host name. */
export interface Claim {
  readonly kind: ClaimKind;
  readonly name: string;
  readonly host: string;
  /** Set identifier of a weighted record set; empty: a simple one. */
  readonly id: string;
  /** Addresses, or one name; none: what it points to is not there, or not yet. */
  readonly targets: readonly string[];
}

/** What a cluster and a zone start with. */
export interface DnsScenario {
  readonly claims: readonly Claim[];
  readonly registry: RegistryShape;
  /** Records of the claims that an older ExternalDNS left: with the type-less marker alone, or with both. */
  readonly inherited: 'none' | 'typeless' | 'both';
  /** Hosts where somebody else's record stands, and hosts beside which another owner's marker stands. */
  readonly unowned: readonly string[];
  readonly foreign: readonly string[];
  readonly policy: 'sync' | 'upsert-only';
  /** Everything is in sync before the first thing happens. */
  readonly synced: boolean;
  /** Objects, and record sets, a page. */
  readonly pageSize: number;
}

/** What people and other controllers do. */
export type DnsAction =
  | { readonly do: 'delete' | 'create' | 'recreate' | 'move' | 'empty' | 'retarget'; readonly claim: number }
  /** To a name instead of an address, where the kind has such. */
  | { readonly do: 'rename-target'; readonly claim: number }
  | { readonly do: 'rename'; readonly claim: number; readonly host: string }
  | { readonly do: 'reroute'; readonly claim: number; readonly id: string }
  | { readonly do: 'edit' | 'appear'; readonly host: string };

export const HOSTS: readonly string[] = ['h0', 'h1', 'h2'].map((label) => `${label}.example.com`);
/** Set identifiers, the simple record set first. */
export const IDS: readonly string[] = ['', 'blue', 'green'];
const DELIVERIES: readonly Delivery[] = ['sent', 'sent', 'sent', 'lost', 'twice', 'late'];

export function drawScenario(random: Random): DnsScenario {
  const count = random.pick([1, 1, 2, 2, 3]);
  const pool = random.chance(0.6) ? random.pick(POOLS) : KINDS;
  const weighted = random.chance(0.2);
  const drawn = HOSTS.slice(0, count).map((_, index) => drawClaim(random, { index, pool, weighted }));
  // A Service of type NodePort points to every Node there is, and here each has its own.
  const claims = drawn.map((claim, index) =>
    claim.kind === 'NodePort' &&
    drawn.some(({ kind }, other) => kind === 'Node' || (kind === 'NodePort' && other < index))
      ? { ...claim, kind: 'LoadBalancer' as const }
      : claim,
  );
  return {
    claims,
    registry: random.pick(REGISTRIES),
    inherited: random.pick(['none', 'none', 'none', 'typeless', 'both']),
    unowned: HOSTS.filter(() => random.chance(0.08)),
    foreign: HOSTS.filter(() => random.chance(0.06)),
    policy: random.chance(0.9) ? 'sync' : 'upsert-only',
    synced: random.chance(0.75),
    pageSize: random.chance(0.3) ? 2 : 300,
  };
}

/** Most clusters use few kinds, and a world with few is played faster. */
const POOLS: readonly (readonly ClaimKind[])[] = [
  ['Ingress', 'Ingress', 'LoadBalancer'],
  ['Ingress', 'LoadBalancer', 'ExternalName'],
  ['Ingress'],
  ['LoadBalancer', 'Headless'],
  ['NodePort', 'ClusterIP', 'LoadBalancer'],
];

function drawClaim(
  random: Random,
  {
    index,
    pool,
    weighted,
  }: { readonly index: number; readonly pool: readonly ClaimKind[]; readonly weighted: boolean },
): Claim {
  const kind = random.pick(pool);
  const routed = weighted && canRoute(kind);
  // Weighted record sets of one name stand side by side.
  const host = HOSTS[routed && random.chance(0.7) ? 0 : index] ?? '';
  const named = canName(kind) && random.chance(0.15);
  const target = named ? `lb${index}.elsewhere.net` : `10.0.0.${index + 1}`;
  return {
    kind,
    name: kind === 'Node' ? host : `n${index}`,
    host,
    id: routed ? (IDS[1 + (index % 2)] ?? '') : '',
    targets: random.chance(0.9) || !canBeEmpty(kind) ? [target] : [],
  };
}

/** A few actions with sweeps and waits between them. */
export function drawPlot(random: Random, { claims }: DnsScenario): readonly PlotItem<DnsAction>[] {
  const items: PlotItem<DnsAction>[] = [];
  const count = random.pick([1, 1, 2, 2, 3]);
  for (let index = 0; index < count; index += 1) {
    items.push({
      kind: 'user',
      action: drawAction(random, claims.length),
      delivery: random.pick(DELIVERIES),
    });
    if (random.chance(0.35)) items.push({ kind: 'sweep' });
    if (random.chance(0.35)) items.push({ kind: 'wait', ms: random.pick([2_000, 61_000, 61_000, 125_000]) });
  }
  items.push({ kind: 'sweep' });
  return items;
}

function drawAction(random: Random, count: number): DnsAction {
  const claim = random.int(count);
  const dice = random.next();
  if (dice < 0.25) return { do: 'retarget', claim };
  if (dice < 0.32) return { do: 'rename-target', claim };
  if (dice < 0.56) return { do: 'delete', claim };
  if (dice < 0.67) return { do: 'recreate', claim };
  if (dice < 0.73) return { do: 'move', claim };
  if (dice < 0.8) return { do: 'create', claim };
  if (dice < 0.86) return { do: 'empty', claim };
  if (dice < 0.9) return { do: 'rename', claim, host: random.pick(HOSTS) };
  if (dice < 0.94) return { do: 'reroute', claim, id: random.pick(IDS) };
  return { do: random.pick(['edit', 'appear'] as const), host: random.pick(HOSTS) };
}
