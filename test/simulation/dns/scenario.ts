import type { Random } from '../random.ts';
import type { Delivery, PlotItem } from '../schedule.ts';

/** An Ingress or a Service that asks for one host name. */
export interface Claim {
  readonly kind: 'Ingress' | 'Service';
  readonly name: string;
  readonly host: string;
  /** Addresses in its status; none: the load balancer is not there, or not yet. */
  readonly targets: readonly string[];
}

/** What a cluster and a zone start with. */
export interface DnsScenario {
  readonly claims: readonly Claim[];
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
  | { readonly do: 'rename'; readonly claim: number; readonly host: string }
  | { readonly do: 'edit' | 'appear'; readonly host: string };

export const HOSTS: readonly string[] = ['h0', 'h1', 'h2'].map((label) => `${label}.example.com`);
const DELIVERIES: readonly Delivery[] = ['sent', 'sent', 'sent', 'lost', 'twice', 'late'];

export function drawScenario(random: Random): DnsScenario {
  const count = random.pick([1, 1, 2, 2, 3]);
  const claims = HOSTS.slice(0, count).map(
    (host, index): Claim => ({
      kind: random.chance(0.65) ? 'Ingress' : 'Service',
      name: `n${index}`,
      host,
      targets: random.chance(0.9) ? [`10.0.0.${index + 1}`] : [],
    }),
  );
  return {
    claims,
    unowned: HOSTS.filter(() => random.chance(0.08)),
    foreign: HOSTS.filter(() => random.chance(0.06)),
    policy: random.chance(0.9) ? 'sync' : 'upsert-only',
    synced: random.chance(0.75),
    pageSize: random.chance(0.3) ? 2 : 300,
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
  if (dice < 0.3) return { do: 'retarget', claim };
  if (dice < 0.55) return { do: 'delete', claim };
  if (dice < 0.67) return { do: 'recreate', claim };
  if (dice < 0.73) return { do: 'move', claim };
  if (dice < 0.8) return { do: 'create', claim };
  if (dice < 0.88) return { do: 'empty', claim };
  if (dice < 0.93) return { do: 'rename', claim, host: random.pick(HOSTS) };
  return { do: random.pick(['edit', 'appear'] as const), host: random.pick(HOSTS) };
}
