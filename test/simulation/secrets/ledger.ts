import { Timeline } from '../timeline.ts';
import type { Actor } from '../world.ts';
import type { Mapping, Spec } from './scenario.ts';
import type { SimulatedParameters } from './simulated-parameters.ts';
import { isRefused, isSecret, mappingsOf, sourceOf, storeOf, targetOf } from './spec-facts.ts';

/** Keys and values of a Secret, as text. */
export type Data = Readonly<Record<string, string>>;

/** Everything that is true in a world, and since when: what the monitors and the judge compare with. */
export class Ledger {
  readonly parameters: SimulatedParameters;
  readonly deleteDelayMs: number;
  /** By `namespace/name` of the ExternalSecret; undefined while it does not exist. */
  readonly #specs = new Map<string, Timeline<Spec | undefined>>();
  /** By `namespace/name`; undefined while it does not exist. */
  readonly #secrets = new Map<string, Timeline<Data | undefined>>();
  /** Answers in which AWS did not know a name. */
  readonly #absences: { readonly at: number; readonly source: string; readonly actor: number }[] = [];

  constructor(parameters: SimulatedParameters, deleteDelayMs: number) {
    this.parameters = parameters;
    this.deleteDelayMs = deleteDelayMs;
  }

  spec(key: string): Timeline<Spec | undefined> {
    const known = this.#specs.get(key) ?? new Timeline<Spec | undefined>(undefined);
    this.#specs.set(key, known);
    return known;
  }

  secret(target: string): Timeline<Data | undefined> {
    const known = this.#secrets.get(target) ?? new Timeline<Data | undefined>(undefined);
    this.#secrets.set(target, known);
    return known;
  }

  /** ExternalSecrets as they are now. */
  specs(): readonly Spec[] {
    return [...this.#specs.values()].flatMap(({ now }) => now ?? []);
  }

  /** Everything that any ExternalSecret was while this invocation could look at it. */
  specsSeenBy(actor: Actor, now: number): readonly Spec[] {
    return [...this.#specs.values()].flatMap((timeline) =>
      timeline.during(actor.startedAt, now).flatMap((spec) => spec ?? []),
    );
  }

  /** Every state of every ExternalSecret so far that wanted this Secret. */
  everWanting(target: string): readonly Spec[] {
    return [...this.#specs.values()]
      .flatMap((timeline) => timeline.all())
      .filter((spec): spec is Spec => spec !== undefined && targetOf(spec) === target);
  }

  noteAbsence(absence: { readonly at: number; readonly source: string; readonly actor: number }): void {
    this.#absences.push(absence);
  }

  /** Not known to AWS in this invocation, nor in an answer at least the delay before. */
  isTwiceAbsent(source: string, actor: Actor): boolean {
    const seen = this.#absences.filter((one) => one.source === source);
    const [first] = seen;
    const last = seen.findLast((one) => one.actor === actor.id);
    return first !== undefined && last !== undefined && last.at - first.at >= this.deleteDelayMs;
  }

  /** Of some store that two or more Secrets are read through, everything was absent for this invocation (DESIGN 4.9). */
  isStopped(actor: Actor, now: number): boolean {
    const timelines = [...this.#specs.values()].map((timeline) => timeline.during(actor.startedAt, now));
    if (timelines.some((states) => states.length > 1)) return false;
    // One that was created once may read nothing any more.
    const specs = timelines
      .flatMap(([spec]) => spec ?? [])
      .filter((one) => !isRefused(one) && one.once !== true);
    const existing = specs.map((spec) => this.secret(targetOf(spec)).during(actor.startedAt, now));
    if (existing.some((states) => new Set(states.map((data) => data === undefined)).size > 1)) return false;
    const managed = specs.filter((_, index) => existing[index]?.[0] !== undefined);
    const seen = new Set(this.#absences.filter((one) => one.actor === actor.id).map(({ source }) => source));
    return absentStores(managed, (mapping) => seen.has(sourceOf(mapping))).length > 0;
  }

  /** Values a reader in this invocation may go by: an old one only if a replica that lags did answer. */
  readable(mapping: Mapping, actor: Actor, now: number): readonly (string | undefined)[] {
    const { parameters } = this;
    const lagMs = isSecret(mapping.parameter)
      ? parameters.secrets.lagMs(actor, now)
      : parameters.lagMs(actor);
    return parameters.textOf(sourceOf(mapping)).during(actor.startedAt - lagMs, now);
  }
}

/** Stores of which nothing is there although two or more of these are read through them; so is a find without match. */
export function absentStores(
  specs: readonly Spec[],
  isAbsent: (mapping: Mapping) => boolean,
): readonly string[] {
  const readers = specs.flatMap((spec) => {
    const byStore = Map.groupBy(Object.values(mappingsOf(spec)), (mapping) => storeOf(spec, mapping));
    return [...byStore].map(([store, mappings]) => ({
      store,
      absent: mappings.every(isAbsent),
    }));
  });
  return [...Map.groupBy(readers, ({ store }) => store)].flatMap(([store, those]) =>
    those.length >= 2 && those.every(({ absent }) => absent) ? [store] : [],
  );
}
