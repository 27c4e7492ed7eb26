import { type ApiServer, createApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../sandbox/kubernetes/definitions.ts';
import { Engine } from '../engine.ts';
import { ADMINISTRATOR } from '../kubernetes-port.ts';
import { sweepAt } from '../plot.ts';
import { FIRST_REQUESTS, handMade, namespaceRequest, REQUEST, SELECTING, workload } from './objects.ts';
import { SELECTABLE, type SecretsScenario } from './scenario.ts';
import { SecretsWorld, START } from './secrets-world.ts';

/** Servers that are kept: more than a hunt goes back to. */
const SERVERS_MAX = 1_000;

/** API servers that hold what scenarios describe: made once, forked for every world. */
export class PreparedServers {
  readonly #servers = new Map<string, ApiServer>();

  /** A world as the scenario describes it. */
  async world(scenario: SecretsScenario): Promise<SecretsWorld> {
    return new SecretsWorld(scenario, await this.#server(scenario));
  }

  async #server(scenario: SecretsScenario): Promise<ApiServer> {
    const key = JSON.stringify(scenario);
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const server = await this.#prepare(scenario);
    if (this.#servers.size >= SERVERS_MAX) this.#servers.clear();
    this.#servers.set(key, server);
    return server;
  }

  async #prepare(scenario: SecretsScenario): Promise<ApiServer> {
    const targets = [...new Set(scenario.handMade)].map((target) => `team/${target}`);
    const made = targets.map((target) => REQUEST.secret(target, 'POST', handMade(target)));
    const claims = scenario.specs.map((spec) => REQUEST.claim(spec, 'POST'));
    const server = (await this.#empty()).fork({ now: () => START });
    const { selected } = scenario;
    const namespaces = SELECTABLE.map((name) => namespaceRequest(name, 'POST', selected?.includes(name)));
    const selecting = selected === undefined ? [] : [...namespaces, ...SELECTING];
    const workloads = scenario.restart === true ? [workload()] : [];
    for (const request of [...made, ...claims, ...selecting, ...workloads]) {
      const { status, body } = await server.handle(request, ADMINISTRATOR);
      if (status >= 300) throw new Error(body);
    }
    return scenario.synced ? swept(server, scenario) : server;
  }

  /** Definitions, namespaces, and stores that were looked at before. */
  async #empty(): Promise<ApiServer> {
    const known = this.#servers.get('');
    if (known !== undefined) return known;
    const server = createApiServer({ now: () => START, definitions: readDefinitions() });
    for (const request of FIRST_REQUESTS) {
      const { status, body } = await server.handle(request, ADMINISTRATOR);
      if (status >= 300) throw new Error(body);
    }
    const nothing = { parameters: [], specs: [], handMade: [], synced: false, pageSize: 500 };
    const empty = await swept(server, nothing);
    this.#servers.set('', empty);
    return empty;
  }
}

/** The server after one undisturbed sweep. */
async function swept(server: ApiServer, scenario: SecretsScenario): Promise<ApiServer> {
  const world = new SecretsWorld(scenario, server);
  world.queue.put(sweepAt(world.clock.now()));
  await new Engine(world).work();
  return world.server;
}
