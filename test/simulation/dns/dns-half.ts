import { Engine, sweepAt } from '../engine.ts';
import type { Case, Half } from '../half.ts';
import { createRandom } from '../random.ts';
import { drawDeviations, type PlotItem } from '../schedule.ts';
import { DnsWorld } from './dns-world.ts';
import { type Claim, type DnsAction, type DnsScenario, drawPlot, drawScenario } from './scenario.ts';

/** dns-sync over a cluster, a zone and a queue. */
export const DNS_HALF: Half<DnsScenario, DnsAction> = {
  name: 'dns',
  draw(seed) {
    const random = createRandom(seed);
    const scenario = drawScenario(random);
    const plot = drawPlot(random, scenario);
    const batchSize = random.pick([1, 1, 10]);
    return { scenario, schedule: { plot, deviations: drawDeviations(random), batchSize } };
  },
  async world(scenario) {
    const world = new DnsWorld(scenario);
    if (!scenario.synced) return world;
    world.queue.put(sweepAt(world.clock.now()));
    await new Engine(world).work();
    return world;
  },
  smallest: [
    smallest({ do: 'retarget', claim: 0 }, { do: 'retarget', claim: 0 }),
    smallest({ do: 'delete', claim: 0 }, { do: 'create', claim: 0 }),
  ],
};

/** One name that changes twice; each change is announced to an invocation of its own. */
function smallest(first: DnsAction, second: DnsAction): Case<DnsScenario, DnsAction> {
  const claim: Claim = { kind: 'Ingress', name: 'n0', host: 'h0.example.com', targets: ['10.0.0.1'] };
  const world = { unowned: [], foreign: [], policy: 'sync', synced: true, pageSize: 300 } as const;
  const item = (action: DnsAction): PlotItem<DnsAction> => ({ kind: 'user', action, delivery: 'sent' });
  const plot = [item(first), item(second)];
  return { scenario: { ...world, claims: [claim] }, schedule: { plot, deviations: [], batchSize: 1 } };
}
