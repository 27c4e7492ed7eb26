import type { ParameterStores } from '../../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../../lambdas/core/ports.ts';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';
import type { StoredParameter } from '../../../sandbox/aws/ssm/parameter.ts';
import { createFakeParameterStores } from '../../fakes/parameter-stores.ts';
import { Timeline } from '../timeline.ts';
import type { Actor, Gatekeeper } from '../world.ts';
import { gateParameters, type TellRead } from './gated-parameters.ts';
import { SECRET_PARAMETER } from './scenario.ts';
import { SimulatedSecrets } from './simulated-secrets.ts';
import { isSecret } from './spec-facts.ts';

/** A replica of Parameter Store lags by so much at most. */
export const LAG_MS = 5_000;

/** `/app/p0`; the hidden one lies outside the prefixes that are granted. */
export function nameOf(parameter: string): string {
  return parameter === SECRET_PARAMETER ? '/hidden' : `/app/${parameter}`;
}

/**
 * Parameter Store with a memory of what it was, so that replicas can lag and values be judged; and Secrets Manager,
 * whose secrets are called `s0`, `s1`.
 */
export class SimulatedParameters {
  readonly secrets: SimulatedSecrets;
  readonly #clock: Clock;
  readonly #stores;
  readonly #denied = new Set<string>();
  readonly #texts = new Map<string, Timeline<string | undefined>>();
  /** Invocations that a replica answered which lags. */
  readonly #misled = new Set<number>();
  readonly #states = new Timeline<ReadonlyMap<string, StoredParameter>>(new Map());
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.secrets = new SimulatedSecrets(clock, (source) => this.textOf(source));
    this.#stores = createFakeParameterStores({ clock });
    this.#stores.model().hooks.intercept = (_action, params) => {
      const names = [params['Names'] ?? params['Name']].flat().map((name) => String(name).split(':')[0]);
      if (!names.some((name) => this.#denied.has(name ?? ''))) return undefined;
      return new AwsServiceError('AccessDeniedException', 'User is not authorized to perform this', 400);
    };
  }

  /** Puts and labels what there is before anything happens: no replica is so far behind that it lacks it. */
  begin(parameters: readonly string[]): void {
    for (const parameter of parameters) {
      this.put(parameter);
      this.label(parameter);
    }
    for (const texts of this.#texts.values()) texts.forget();
    this.#states.forget();
    this.secrets.begin();
  }

  /** What `p0` or `p0:live` was, and when. */
  textOf(source: string): Timeline<string | undefined> {
    const known = this.#texts.get(source) ?? new Timeline<string | undefined>(undefined);
    this.#texts.set(source, known);
    return known;
  }

  isDenied(parameter: string): boolean {
    return isSecret(parameter) ? this.secrets.isDenied(parameter) : this.#denied.has(nameOf(parameter));
  }

  /** How much older than the invocation the values it goes by may be, ms. */
  lagMs({ id }: Actor): number {
    return this.#misled.has(id) ? LAG_MS : 0;
  }

  /** A new value, `p0-17`, where the number tells which is newer; or the old one again. */
  put(parameter: string, same = false): void {
    this.#count += 1;
    const text = (same ? this.textOf(parameter).now : undefined) ?? `${parameter}-${this.#count}`;
    if (isSecret(parameter)) {
      this.secrets.put(parameter, text);
      return;
    }
    const input = { Name: nameOf(parameter), Value: text, Type: 'SecureString', Overwrite: true };
    this.#silently(() => this.#model.call('PutParameter', input));
    this.#note(parameter);
  }

  remove(parameter: string): void {
    if (this.textOf(parameter).now === undefined) return;
    if (isSecret(parameter)) {
      this.secrets.remove(parameter);
      return;
    }
    this.#silently(() => this.#model.call('DeleteParameter', { Name: nameOf(parameter) }));
    this.#note(parameter);
  }

  /** Moves the label `live` to the newest version. */
  label(parameter: string): void {
    if (this.textOf(parameter).now === undefined) return;
    if (isSecret(parameter)) {
      this.secrets.label(parameter);
      return;
    }
    this.#silently(() =>
      this.#model.call('LabelParameterVersion', { Name: nameOf(parameter), Labels: ['live'] }),
    );
    this.#note(parameter);
  }

  /** IAM refuses the name, or no longer. */
  deny(parameter: string, denied: boolean): void {
    if (isSecret(parameter)) this.secrets.deny(parameter, denied);
    else if (denied) this.#denied.add(nameOf(parameter));
    else this.#denied.delete(nameOf(parameter));
  }

  /** The port for a container. At each read `reader` says whose it is, and `observed` whom to tell of it. */
  gated(
    gatekeeper: Gatekeeper,
    { reader, observed }: { readonly reader: () => Actor | undefined; readonly observed: () => TellRead },
  ): ParameterStores {
    const ask = <T>(stale: boolean, one: () => T): T => this.#asOf(stale ? reader() : undefined, one);
    return {
      verify: (identity) => this.#stores.verify(identity),
      of: (identity) => gateParameters(this.#stores.of(identity), { gatekeeper, ask, observed }),
    };
  }

  get #model() {
    return this.#stores.model();
  }

  /** The model answers this invocation from the state of a replica, if one may still be behind. */
  #asOf<T>(misled: Actor | undefined, ask: () => T): T {
    if (misled === undefined) return ask();
    this.#misled.add(misled.id);
    const now = this.#clock.now();
    const [oldest] = this.#states.during(now - LAG_MS, now);
    const current = this.#model.state.parameters;
    // The model remembers the order of the names.
    Object.assign(this.#model.state, { parameters: new Map(oldest), sorted: undefined });
    try {
      return ask();
    } finally {
      Object.assign(this.#model.state, { parameters: current, sorted: undefined });
    }
  }

  /** Administrators are not subject to the function's role. */
  #silently(work: () => unknown): void {
    const { hooks } = this.#model;
    const { intercept } = hooks;
    hooks.intercept = undefined;
    try {
      work();
    } finally {
      hooks.intercept = intercept;
    }
  }

  #note(parameter: string): void {
    const now = this.#clock.now();
    const stored = this.#model.state.parameters.get(nameOf(parameter));
    const live = stored?.versions.find(({ labels }) => labels.has('live'));
    this.textOf(parameter).set(now, stored?.versions.at(-1)?.value);
    this.textOf(`${parameter}:live`).set(now, live?.value);
    this.#states.set(
      now,
      new Map([...this.#model.state.parameters].map(([name, one]) => [name, copyOf(one)])),
    );
  }
}

function copyOf(parameter: StoredParameter): StoredParameter {
  const versions = parameter.versions.map((version) => ({ ...version, labels: new Set(version.labels) }));
  return { ...parameter, versions };
}
