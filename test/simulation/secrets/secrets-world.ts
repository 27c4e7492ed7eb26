import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import type { SecretSyncConfig } from '../../../lambdas/core/secrets/config.ts';
import type { Chance } from '../../../lambdas/core/secrets/template/functions/environment.ts';
import { createSecretSync } from '../../../lambdas/secret-sync/secret-sync.ts';
import type { ApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import type { StoredChange } from '../../../sandbox/kubernetes/store.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { refuseAws } from '../aws-refusal.ts';
import { gatedCluster } from '../kubernetes-port.ts';
import { SILENT } from '../silent.ts';
import { simulatedChance } from '../simulated-chance.ts';
import { SimulatedQueue } from '../simulated-queue.ts';
import { StateSet } from '../state-set.ts';
import type { Actor, Gatekeeper, Invoke, World } from '../world.ts';
import { findForgotten } from './ack-monitor.ts';
import { judgeChildren, judgeSecrets } from './judge.ts';
import { Ledger } from './ledger.ts';
import { CHILD, childIn, configOf, WORKLOAD_SECRET } from './objects.ts';
import { OnceMonitor } from './once-monitor.ts';
import { People } from './people.ts';
import { RestartMonitor } from './restart-monitor.ts';
import { PARAMETERS, SECRETS, type SecretsAction, type SecretsScenario } from './scenario.ts';
import { dataOf, findWriteViolations } from './secret-monitor.ts';
import { LAG_MS, nameOf, SimulatedParameters } from './simulated-parameters.ts';
import { keyOf, targetOf } from './spec-facts.ts';
import { findStatusViolations, readyOf } from './status-monitor.ts';

export const START = Date.parse('2026-08-03T09:00:00Z');
const TIMEOUT_MS = 60_000;
/** Calls of one invocation in the largest world, conflicts and retries included. */
const CALLS_MAX = 250;
const CLAIMS = 'external-secrets.io/externalsecrets';
const WORKLOADS = 'apps/deployments';

/** secret-sync in a small world of ExternalSecrets, Secrets and parameters. */
export class SecretsWorld implements World<SecretsAction> {
  readonly clock = createManualClock(START);
  readonly queue = new SimulatedQueue(this.clock, 6 * TIMEOUT_MS);
  readonly timeoutMs = TIMEOUT_MS;
  readonly violations: string[] = [];
  actor: Actor | undefined;
  writes = 0;
  readonly #parameters = new SimulatedParameters(this.clock);
  readonly #ledger: Ledger;
  readonly #config: SecretSyncConfig;
  readonly #once = new OnceMonitor();
  readonly #restarts = new RestartMonitor();
  readonly #chance: Chance;
  readonly #states = new StateSet();
  readonly #scenario: SecretsScenario;
  readonly #granted: ReadonlySet<string>;
  readonly #people: People;
  readonly server: ApiServer;

  /** On a fork of `server`, which holds what the scenario describes (prepared-servers.ts). */
  constructor(scenario: SecretsScenario, server: ApiServer) {
    this.#scenario = scenario;
    this.#config = configOf(scenario);
    this.#ledger = new Ledger(this.#parameters, this.#config.deleteDelaySeconds * 1000);
    this.#granted = new Set([...PARAMETERS, ...SECRETS].map(nameOf));
    this.server = server.fork({ now: () => this.clock.now(), onChange: (change) => this.#changed(change) });
    this.#parameters.begin(scenario.parameters);
    for (const spec of scenario.specs) this.#ledger.spec(keyOf(spec)).set(this.clock.now(), spec);
    const known = { parameters: this.#parameters, ledger: this.#ledger, states: this.#states };
    this.#people = new People(scenario.specs, {
      ...known,
      clock: this.clock,
      server: this.server,
      config: this.#config,
    });
    for (const object of this.server.store.list(CLAIMS))
      this.#noteChild(object as unknown as KubernetesObject, true);
    const secrets = this.server.store.list('/secrets') as unknown as readonly KubernetesObject[];
    // Other bytes than those that what is there was made of.
    const versions = secrets.map(({ metadata }) => Number(metadata.resourceVersion));
    this.#chance = simulatedChance(this.clock, Math.max(0, ...versions));
    for (const secret of secrets) {
      const { namespace = '', name } = secret.metadata;
      this.#ledger.secret(`${namespace}/${name}`).set(this.clock.now(), dataOf(secret));
    }
  }

  get states(): ReadonlySet<number> {
    return this.#states.seen;
  }

  compose(gatekeeper: Gatekeeper): Invoke {
    return createSecretSync({
      ...SILENT,
      config: this.#config,
      clock: gatekeeper.clock,
      chance: this.#chance,
      cluster: gatedCluster(this.server, gatekeeper, { pageSize: this.#scenario.pageSize }),
      parameterStores: this.#parameters.gated(gatekeeper, {
        reader: () => this.actor,
        observed: () => this.#readBy(this.actor),
      }),
      secretsManagers: this.#parameters.secrets.gated(gatekeeper, () => this.#readBy(this.actor)),
      queue: {
        send: (body, delaySeconds) =>
          gatekeeper.perform({
            text: 'SendMessage',
            refuse: refuseAws,
            effect: () => {
              this.#restarts.sent(body);
              this.queue.put(body, delaySeconds * 1000);
            },
          }),
        setVisibility: (receiptHandle, seconds) =>
          gatekeeper.perform({
            text: 'ChangeMessageVisibility',
            refuse: refuseAws,
            effect: () => this.queue.setVisibility(receiptHandle, seconds),
          }),
      },
    });
  }

  act(action: SecretsAction): readonly object[] {
    return this.#people.act(action);
  }

  collect(): void {
    this.server.collectGarbage();
    this.server.compact();
  }

  ended(actor: Actor & { readonly calls: number }, acknowledged: readonly string[]): void {
    if (actor.calls > CALLS_MAX) this.violations.push(`I8 bounded: one invocation made ${actor.calls} calls`);
    const parameters = acknowledged.flatMap((body) => /"name":"\/app\/([ps]\d)"/.exec(body)?.[1] ?? []);
    this.violations.push(...findForgotten({ actor, now: this.clock.now(), parameters }, this.#ledger));
  }

  judge(): void {
    const store = this.server.store;
    const cluster = {
      secret: (target: string) => store.get('/secrets', target) as KubernetesObject | undefined,
      claim: (namespace: string, name: string) =>
        store.get(CLAIMS, `${namespace}/${name}`) as KubernetesObject | undefined,
    };
    this.violations.push(...judgeSecrets(this.#ledger, cluster));
    // Of a Secret whose ExternalSecret is gone, and which goes with it, nobody asks for a rollout any more.
    const isWanted = this.#ledger.specs().some((spec) => targetOf(spec) === WORKLOAD_SECRET);
    if (this.#scenario.restart === true && isWanted) this.violations.push(...this.#restarts.judge());
    if (this.#scenario.selected !== undefined)
      this.violations.push(...judgeChildren(this.#selected(), cluster));
  }

  /** Namespaces that exist, stay, and have the label. */
  #selected(): ReadonlySet<string> {
    const namespaces = this.server.store.list('/namespaces') as unknown as readonly KubernetesObject[];
    return new Set(
      namespaces.flatMap(({ metadata }) =>
        metadata.labels?.['selected'] === 'yes' && metadata.deletionTimestamp === undefined
          ? [metadata.name]
          : [],
      ),
    );
  }

  /** Children of the ClusterExternalSecret come and go by themselves. */
  #noteChild({ metadata }: KubernetesObject, exists: boolean): void {
    if (metadata.name !== CHILD) return;
    const child = childIn(metadata.namespace ?? '');
    this.#ledger.spec(keyOf(child)).set(this.clock.now(), exists ? child : undefined);
  }

  #readBy(actor: Actor | undefined) {
    const at = this.clock.now();
    return (names: readonly string[], absent: readonly string[]): void => {
      const outside = names.filter((name) => !this.#granted.has(name.split(':')[0] ?? ''));
      if (outside.length > 0) this.violations.push(`I11 tenancy: ${outside.join(', ')} was asked for`);
      for (const name of absent) {
        const source = name.replace('/app/', '');
        const [parameter = ''] = source.split(':');
        // A missing label is an error; only a missing parameter is absent.
        const isGone = this.#parameters
          .textOf(parameter)
          .during(at - LAG_MS, at)
          .includes(undefined);
        if (isGone) this.#ledger.noteAbsence({ at, source, actor: actor?.id ?? 0 });
      }
    };
  }

  #changed({ kind, object, previous, type }: StoredChange): void {
    const { actor } = this;
    if (actor !== undefined) this.writes += 1;
    const now = this.clock.now();
    const after = type === 'DELETED' ? undefined : (object as unknown as KubernetesObject);
    const { namespace = '', name } = (object as unknown as KubernetesObject).metadata;
    if (kind === '/secrets') {
      const before = previous as unknown as KubernetesObject | undefined;
      const target = `${namespace}/${name}`;
      if (actor !== undefined) {
        const write = { actor, now, target, before, after };
        this.violations.push(
          ...findWriteViolations(write, this.#ledger),
          ...this.#once.wrote(write, this.#ledger),
        );
        this.#restarts.wrote(write);
      }
      this.#ledger.secret(target).set(now, after === undefined ? undefined : dataOf(after));
      this.#states.note(`secret ${target}`, after === undefined ? '' : JSON.stringify(after['data'] ?? {}));
    } else if (kind === WORKLOADS) {
      if (actor !== undefined && after !== undefined)
        this.violations.push(...this.#restarts.rolledOut(after));
    } else if (kind === CLAIMS) {
      if (type !== 'MODIFIED') this.#noteChild(object as unknown as KubernetesObject, after !== undefined);
      if (actor !== undefined && after !== undefined)
        this.violations.push(...findStatusViolations({ actor, now, object: after }, this.#ledger));
      const ready = readyOf(after);
      this.#states.note(`claim ${name}`, `${ready?.status} ${ready?.reason} ${after?.metadata.generation}`);
    }
  }
}
