import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import type { SecretSyncConfig } from '../../../lambdas/core/secrets/config.ts';
import type { Chance } from '../../../lambdas/core/secrets/template/functions/environment.ts';
import { createSecretSync } from '../../../lambdas/secret-sync/secret-sync.ts';
import type { ApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import type { StoredChange } from '../../../sandbox/kubernetes/store.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { refuseAws } from '../aws-refusal.ts';
import { ADMINISTRATOR, gatedCluster } from '../kubernetes-port.ts';
import { SILENT } from '../silent.ts';
import { simulatedChance } from '../simulated-chance.ts';
import { SimulatedQueue } from '../simulated-queue.ts';
import { StateSet } from '../state-set.ts';
import type { Actor, Gatekeeper, Invoke, World } from '../world.ts';
import { findForgotten } from './ack-monitor.ts';
import { judgeChildren, judgeSecrets } from './judge.ts';
import { Ledger } from './ledger.ts';
import { labelEvent, notice, parameterEvent } from './messages.ts';
import { CHILD, childIn, configOf, handMade, namespaceRequest, REQUEST } from './objects.ts';
import { OnceMonitor } from './once-monitor.ts';
import { RestartMonitor } from './restart-monitor.ts';
import { PARAMETERS, SECRETS, type SecretsAction, type SecretsScenario, type Spec } from './scenario.ts';
import { dataOf, findWriteViolations } from './secret-monitor.ts';
import { LAG_MS, nameOf, SimulatedParameters } from './simulated-parameters.ts';
import { isSecret, keyOf } from './spec-facts.ts';
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
  readonly #claims: (Spec & { readonly exists: boolean })[] = [];
  readonly server: ApiServer;

  /** On a fork of `server`, which holds what the scenario describes (prepared-servers.ts). */
  constructor(scenario: SecretsScenario, server: ApiServer) {
    this.#scenario = scenario;
    this.#config = configOf(scenario);
    this.#ledger = new Ledger(this.#parameters, this.#config.deleteDelaySeconds * 1000);
    this.#granted = new Set([...PARAMETERS, ...SECRETS].map(nameOf));
    this.server = server.fork({ now: () => this.clock.now(), onChange: (change) => this.#changed(change) });
    this.#parameters.begin(scenario.parameters);
    for (const spec of scenario.specs) {
      this.#claims.push({ ...spec, exists: true });
      this.#ledger.spec(keyOf(spec)).set(this.clock.now(), spec);
    }
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
    if ('parameter' in action) return this.#actOnParameter(action.do, action.parameter);
    if ('namespace' in action) return this.#actOnNamespace(action.do, action.namespace);
    if ('secret' in action) return this.#actOnSecret(action.do, `team/${action.secret}`);
    const claim = this.#claims[action.claim];
    if (claim === undefined) return [];
    const { exists, ...spec } = claim;
    if (action.do === 'deleteClaim' || action.do === 'recreateClaim')
      this.#setClaim(action.claim, spec, false);
    if (action.do === 'createClaim' || action.do === 'recreateClaim')
      this.#setClaim(action.claim, spec, true);
    if (action.do === 'respecify') this.#setClaim(action.claim, { ...spec, data: action.data }, exists);
    if (action.do === 'retarget') this.#setClaim(action.claim, { ...spec, target: action.target }, exists);
    return [notice('ExternalSecret', spec.namespace, spec.name)];
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
    if (this.#scenario.restart === true) this.violations.push(...this.#restarts.judge());
    if (this.#scenario.selected !== undefined)
      this.violations.push(...judgeChildren(this.#selected(), cluster));
  }

  #actOnParameter(what: string, parameter: string): readonly object[] {
    if (what === 'put' || what === 'same') this.#parameters.put(parameter, what === 'same');
    if (what === 'remove' || what === 'recreate') this.#parameters.remove(parameter);
    if (what === 'recreate') this.#parameters.put(parameter);
    if (what === 'label') this.#parameters.label(parameter);
    if (what === 'deny' || what === 'allow') this.#parameters.deny(parameter, what === 'deny');
    this.#states.note(`parameter ${parameter}`, this.#parameters.textOf(parameter).now ?? '');
    const operation = what === 'remove' ? 'Delete' : 'Update';
    const at = this.clock.now();
    if (!isSecret(parameter)) return [parameterEvent(nameOf(parameter), operation, this.#config, at)];
    // Of a deletion Secrets Manager tells nobody.
    const label = what === 'label' ? 'live' : 'AWSCURRENT';
    return what === 'remove' ? [] : [labelEvent(nameOf(parameter), label, this.#config, at)];
  }

  #actOnNamespace(what: 'enter' | 'leave' | 'drop', name: string): readonly object[] {
    const exists = this.server.store.get('/namespaces', `/${name}`) !== undefined;
    if (what === 'drop') this.#send(namespaceRequest(name, 'DELETE'));
    else if (exists) this.#send(namespaceRequest(name, 'PATCH', what === 'enter'));
    else if (what === 'enter') this.#send(namespaceRequest(name, 'POST'));
    return [notice('Namespace', '', name)];
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

  #actOnSecret(what: string, target: string): readonly object[] {
    const data = { k0: Buffer.from('drift').toString('base64'), extra: 'bWluZQ==' };
    const [namespace = '', name = ''] = target.split('/');
    if (what === 'make') this.#send(REQUEST.secret(target, 'POST', handMade(target)));
    if (what === 'delete') this.#send(REQUEST.secret(target, 'DELETE'));
    if (what === 'edit') this.#send(REQUEST.secret(target, 'PATCH', { data }));
    if (what === 'touch') {
      const labels = { touched: String(this.clock.now() - START) };
      this.#send(REQUEST.secret(target, 'PATCH', { metadata: { labels } }));
    }
    return [notice('Secret', namespace, name)];
  }

  /** Creates, changes or deletes; what is so already stays. */
  #setClaim(index: number, spec: Spec, exists: boolean): void {
    const before = this.#claims[index];
    if (before?.exists === true && !exists) this.#send(REQUEST.claim(before, 'DELETE'));
    if (before?.exists === false && exists) this.#send(REQUEST.claim(spec, 'POST'));
    if (before?.exists === true && exists) this.#send(REQUEST.claim(spec, 'PATCH'));
    this.#claims[index] = { ...spec, exists };
    this.#ledger.spec(keyOf(spec)).set(this.clock.now(), exists ? spec : undefined);
  }

  /** Takes effect at once; a refusal (it exists, it is gone) is a person's mistake and changes nothing. */
  #send(request: Parameters<ApiServer['handle']>[0]): void {
    void this.server.handle(request, ADMINISTRATOR);
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
