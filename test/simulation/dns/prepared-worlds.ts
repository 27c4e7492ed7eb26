import { type ApiServer, createApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../sandbox/kubernetes/definitions.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { Engine } from '../engine.ts';
import { ADMINISTRATOR } from '../kubernetes-port.ts';
import { sweepAt } from '../plot.ts';
import { factsOf } from './claim-kinds.ts';
import { type Beginning, DnsWorld, START } from './dns-world.ts';
import { REQUESTS } from './objects.ts';
import { markerNameOf } from './registry-shape.ts';
import type { Claim, DnsScenario } from './scenario.ts';
import { SimulatedZone } from './simulated-zone.ts';

const FOREIGN_MARKER =
  '"heritage=external-dns,external-dns/owner=somebody-else,external-dns/resource=ingress/x/y"';

/** Beginnings that are kept: more than a hunt goes back to. */
const BEGINNINGS_MAX = 1_000;

/** Clusters and zones that hold what scenarios describe: made once, copied for every world. */
export class PreparedWorlds {
  readonly #beginnings = new Map<string, Beginning>();
  #empty: ApiServer | undefined;

  /** A world as the scenario describes it. */
  async world(scenario: DnsScenario): Promise<DnsWorld> {
    const key = JSON.stringify(scenario);
    const beginning = this.#beginnings.get(key) ?? (await this.#prepare(scenario));
    if (this.#beginnings.size >= BEGINNINGS_MAX) this.#beginnings.clear();
    this.#beginnings.set(key, beginning);
    return new DnsWorld(scenario, beginning);
  }

  async #prepare(scenario: DnsScenario): Promise<Beginning> {
    this.#empty ??= createApiServer({ now: () => START, definitions: readDefinitions() });
    const server = this.#empty.fork();
    for (const request of scenario.claims.flatMap(REQUESTS.create)) {
      const { status, body } = await server.handle(request, ADMINISTRATOR);
      if (status >= 300) throw new Error(`${request.method} ${request.path}: ${body}`);
    }
    const zone = new SimulatedZone(createManualClock(START), scenario.pageSize);
    for (const host of scenario.unowned) zone.upsert(host, 'A', '203.0.113.9');
    for (const host of scenario.foreign)
      zone.upsert(markerNameOf(scenario.registry, host, 'a'), 'TXT', FOREIGN_MARKER);
    for (const claim of scenario.claims) inherit(zone, claim, scenario);
    const beginning = { server, recordSets: zone.recordSets() };
    return scenario.synced ? swept(scenario, beginning) : beginning;
  }
}

/** The record of a claim as an older ExternalDNS left it. */
function inherit(zone: SimulatedZone, claim: Claim, scenario: DnsScenario): void {
  const { inherited, registry, unowned, foreign } = scenario;
  const { host, id, kind, name, targets } = claim;
  const [address] = targets;
  if (inherited === 'none' || id !== '' || address === undefined || !/^[\d.]+$/.test(address)) return;
  if (unowned.includes(host) || foreign.includes(host)) return;
  const resource = kind === 'Node' ? `node/${name}` : `${factsOf(kind).resource}/default/${name}`;
  const value = `"heritage=external-dns,external-dns/owner=golden,external-dns/resource=${resource}"`;
  zone.upsert(host, 'A', address);
  // With the type in the affix, no marker ever was without one.
  if (registry !== 'typed-prefix') zone.upsert(markerNameOf(registry, host, ''), 'TXT', value);
  if (inherited === 'both' || registry === 'typed-prefix')
    zone.upsert(markerNameOf(registry, host, 'a'), 'TXT', value);
}

/** After one undisturbed sweep. */
async function swept(scenario: DnsScenario, beginning: Beginning): Promise<Beginning> {
  const world = new DnsWorld(scenario, beginning);
  world.queue.put(sweepAt(world.clock.now()));
  await new Engine(world).work();
  return world.now;
}
