import type { Case, Half } from '../half.ts';
import { createRandom, scenarioOf } from '../random.ts';
import { drawDeviations, type PlotItem } from '../schedule.ts';
import { PreparedWorlds } from './prepared-worlds.ts';
import { type Claim, type DnsAction, type DnsScenario, drawPlot, drawScenario } from './scenario.ts';
import { drawShaped } from './shapes.ts';

/** Clusters and zones to start from; schedules are drawn without end, and preparing costs as much as playing one. */
const SCENARIOS = 512;

/** Every so manieth seed has a situation that was thought of (shapes.ts). */
const SHAPED = 5;

const worlds = new PreparedWorlds();

/** dns-sync over a cluster, a zone and a queue. */
export const DNS_HALF: Half<DnsScenario, DnsAction> = {
  name: 'dns',
  draw(seed) {
    if (seed % SHAPED === 0) return drawShaped(createRandom(seed));
    const scenario = drawScenario(createRandom(scenarioOf(seed, SCENARIOS)));
    const random = createRandom(seed);
    const plot = drawPlot(random, scenario);
    const batchSize = random.pick([1, 1, 10]);
    return { scenario, schedule: { plot, deviations: drawDeviations(random), batchSize } };
  },
  world: (scenario) => worlds.world(scenario),
  smallest: [
    smallest({ do: 'retarget', claim: 0 }, { do: 'retarget', claim: 0 }),
    smallest({ do: 'delete', claim: 0 }, { do: 'create', claim: 0 }),
  ],
};

/** One name that changes twice; each change is announced to an invocation of its own. */
function smallest(first: DnsAction, second: DnsAction): Case<DnsScenario, DnsAction> {
  const claim: Claim = { kind: 'Ingress', name: 'n0', host: 'h0.example.com', id: '', targets: ['10.0.0.1'] };
  const zone = { registry: 'plain', inherited: 'none', unowned: [], foreign: [] } as const;
  const world = { ...zone, policy: 'sync', synced: true, pageSize: 300 } as const;
  const item = (action: DnsAction): PlotItem<DnsAction> => ({ kind: 'user', action, delivery: 'sent' });
  const plot = [item(first), item(second)];
  return { scenario: { ...world, claims: [claim] }, schedule: { plot, deviations: [], batchSize: 1 } };
}
