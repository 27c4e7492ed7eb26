import type { Clock } from '../../../lambdas/core/ports.ts';
import type { SecretSyncConfig } from '../../../lambdas/core/secrets/config.ts';
import type { ApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import { ADMINISTRATOR } from '../kubernetes-port.ts';
import type { StateSet } from '../state-set.ts';
import type { Ledger } from './ledger.ts';
import { labelEvent, notice, parameterEvent } from './messages.ts';
import { handMade, namespaceRequest, REQUEST } from './objects.ts';
import type { SecretsAction, Spec } from './scenario.ts';
import { nameOf, type SimulatedParameters } from './simulated-parameters.ts';
import { isSecret, keyOf } from './spec-facts.ts';

/** What people work on. */
interface Workplace {
  readonly parameters: SimulatedParameters;
  readonly server: ApiServer;
  readonly ledger: Ledger;
  readonly states: StateSet;
  readonly clock: Clock;
  readonly config: SecretSyncConfig;
}

/** Everybody who works on parameters, Secrets, ExternalSecrets and namespaces, and is not sluice. */
export class People {
  readonly #world: Workplace;
  readonly #claims: (Spec & { readonly exists: boolean })[];

  constructor(specs: readonly Spec[], world: Workplace) {
    this.#world = world;
    this.#claims = specs.map((spec) => ({ ...spec, exists: true }));
  }

  /** Does it, and returns the messages that announce it. */
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

  #actOnParameter(what: string, parameter: string): readonly object[] {
    if (what === 'put' || what === 'same') this.#world.parameters.put(parameter, what === 'same');
    if (what === 'remove' || what === 'recreate') this.#world.parameters.remove(parameter);
    if (what === 'recreate') this.#world.parameters.put(parameter);
    if (what === 'label') this.#world.parameters.label(parameter);
    if (what === 'deny' || what === 'allow') this.#world.parameters.deny(parameter, what === 'deny');
    this.#world.states.note(`parameter ${parameter}`, this.#world.parameters.textOf(parameter).now ?? '');
    const operation = what === 'remove' ? 'Delete' : 'Update';
    const at = this.#world.clock.now();
    if (!isSecret(parameter)) return [parameterEvent(nameOf(parameter), operation, this.#world.config, at)];
    // Of a deletion Secrets Manager tells nobody.
    const label = what === 'label' ? 'live' : 'AWSCURRENT';
    return what === 'remove' ? [] : [labelEvent(nameOf(parameter), label, this.#world.config, at)];
  }

  #actOnNamespace(what: 'enter' | 'leave' | 'drop', name: string): readonly object[] {
    const exists = this.#world.server.store.get('/namespaces', `/${name}`) !== undefined;
    if (what === 'drop') this.#send(namespaceRequest(name, 'DELETE'));
    else if (exists) this.#send(namespaceRequest(name, 'PATCH', what === 'enter'));
    else if (what === 'enter') this.#send(namespaceRequest(name, 'POST'));
    return [notice('Namespace', '', name)];
  }

  #actOnSecret(what: string, target: string): readonly object[] {
    const data = { k0: Buffer.from('drift').toString('base64'), extra: 'bWluZQ==' };
    const [namespace = '', name = ''] = target.split('/');
    if (what === 'make') this.#send(REQUEST.secret(target, 'POST', handMade(target)));
    if (what === 'delete') this.#send(REQUEST.secret(target, 'DELETE'));
    if (what === 'edit') this.#send(REQUEST.secret(target, 'PATCH', { data }));
    if (what === 'touch') {
      const labels = { touched: String(this.#world.clock.now()) };
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
    this.#world.ledger.spec(keyOf(spec)).set(this.#world.clock.now(), exists ? spec : undefined);
  }

  /** Takes effect at once; a refusal (it exists, it is gone) is a person's mistake and changes nothing. */
  #send(request: Parameters<ApiServer['handle']>[0]): void {
    void this.#world.server.handle(request, ADMINISTRATOR);
  }
}
