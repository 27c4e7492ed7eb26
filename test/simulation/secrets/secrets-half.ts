import type { Case, Half } from '../half.ts';
import { createRandom, scenarioOf } from '../random.ts';
import { drawDeviations, type PlotItem } from '../schedule.ts';
import { PreparedServers } from './prepared-servers.ts';
import { drawPlot, drawScenario, type SecretsAction, type SecretsScenario, type Spec } from './scenario.ts';
import { drawShaped } from './shapes.ts';

/** Clusters to start from; schedules are drawn without end, and preparing a cluster costs as much as playing one. */
const SCENARIOS = 384;

/** Every so manieth seed has a situation that was thought of (shapes.ts). */
const SHAPED = 4;

const servers = new PreparedServers();

/** secret-sync over a cluster, a Parameter Store and a queue. */
export const SECRETS_HALF: Half<SecretsScenario, SecretsAction> = {
  name: 'secrets',
  draw(seed) {
    if (seed % SHAPED === 0) return drawShaped(createRandom(seed));
    const scenario = drawScenario(createRandom(scenarioOf(seed, SCENARIOS)));
    const random = createRandom(seed);
    const plot = drawPlot(random, scenario);
    const batchSize = random.pick([1, 1, 10]);
    return { scenario, schedule: { plot, deviations: drawDeviations(random), batchSize } };
  },
  world: (scenario) => servers.world(scenario),
  smallest: [
    smallest({ creationPolicy: 'Owner', deletionPolicy: 'Retain' }, { do: 'put', parameter: 'p0' }),
    smallest({ creationPolicy: 'Owner', deletionPolicy: 'Delete' }, { do: 'remove', parameter: 'p0' }),
  ],
};

/** One ExternalSecret; its parameter changes twice, and each change is announced to an invocation of its own. */
function smallest(
  policies: Pick<Spec, 'creationPolicy' | 'deletionPolicy'>,
  second: SecretsAction,
): Case<SecretsScenario, SecretsAction> {
  const spec: Spec = {
    name: 'e0',
    namespace: 'team',
    target: 't0',
    data: { k0: { parameter: 'p0' } },
    ...policies,
  };
  const scenario = { parameters: ['p0'], specs: [spec], handMade: [], synced: true, pageSize: 500 };
  const item = (action: SecretsAction): PlotItem<SecretsAction> => ({
    kind: 'user',
    action,
    delivery: 'sent',
  });
  const plot = [item({ do: 'put', parameter: 'p0' }), item(second)];
  return { scenario, schedule: { plot, deviations: [], batchSize: 1 } };
}
