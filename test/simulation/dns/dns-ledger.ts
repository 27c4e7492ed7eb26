import type { DnsSourceKind, DnsSyncConfig } from '../../../lambdas/core/dns/config.ts';
import { Timeline } from '../timeline.ts';
import type { Actor } from '../world.ts';
import { factsOf } from './claim-kinds.ts';
import type { Claim } from './scenario.ts';
import type { Slot } from './zone-view.ts';

/** One LIST for a source. */
interface Asked {
  readonly actor: number;
  readonly at: number;
  readonly source: DnsSourceKind;
  /** What was listed: of a route source its routes, or the Gateways they need. */
  readonly collection: string;
}

/** The same as it was answered. */
interface Look extends Asked {
  /** Slots that its objects asked for. */
  readonly slots: ReadonlySet<string>;
}

/** Everything that is true of the cluster, since when, and who saw it. */
export class DnsLedger {
  readonly #deleteDelayMs: number;
  readonly #sources: readonly DnsSourceKind[];
  readonly #claims = new Map<string, Timeline<Claim | undefined>>();
  readonly #looks: Look[] = [];
  /** Who holds the Lease, and since when. */
  lease: { readonly actor: number; readonly at: number } | undefined;

  constructor({ deleteDelaySeconds, sources }: Pick<DnsSyncConfig, 'deleteDelaySeconds' | 'sources'>) {
    this.#deleteDelayMs = deleteDelaySeconds * 1000;
    this.#sources = sources;
  }

  claim(name: string): Timeline<Claim | undefined> {
    const known = this.#claims.get(name) ?? new Timeline<Claim | undefined>(undefined);
    this.#claims.set(name, known);
    return known;
  }

  /** Objects that exist now. */
  claims(): readonly Claim[] {
    return [...this.#claims.values()].flatMap(({ now }) => now ?? []);
  }

  /** What was asked for at this slot at some time while the invocation ran. */
  targetsSeenBy(actor: Actor, slot: Slot, now: number): ReadonlySet<string> {
    const states = [...this.#claims.values()].flatMap((one) => one.during(actor.startedAt, now));
    return new Set(
      states.flatMap((claim) => (claim !== undefined && isAt(claim, slot) ? claim.targets : [])),
    );
  }

  /** Objects that asked for a slot at some time while the invocation ran, by what they are called. */
  everAskingWhile(actor: Actor, slot: Slot, now: number): readonly string[] {
    return [...this.#claims].flatMap(([name, timeline]) => {
      const states = timeline.during(actor.startedAt, now);
      return states.some((claim) => claim !== undefined && isAt(claim, slot)) ? [name] : [];
    });
  }

  /** Objects that ask for a slot now. */
  asking(slot: Slot): readonly Claim[] {
    return this.claims().filter((claim) => isAt(claim, slot));
  }

  /** An invocation listed something for a source. */
  look(asked: Asked): void {
    const slots = this.claims().flatMap((claim) =>
      factsOf(claim.kind).source === asked.source ? [slotKey(claim)] : [],
    );
    this.#looks.push({ ...asked, slots: new Set(slots) });
  }

  /** The last look of an invocation at each source; undefined when it has not looked at all of them. */
  lastLooks(actor: number, before = Number.POSITIVE_INFINITY): readonly Look[] | undefined {
    const own = this.#looks.filter((one) => one.actor === actor && one.at <= before);
    const looks = this.#sources.flatMap((source) => lastLook(own.filter((one) => one.source === source)));
    return looks.length === this.#sources.length ? looks : undefined;
  }

  /** No object asked for the slot in this invocation's last look, nor in a complete one at least the delay before. */
  isTwiceAbsent(slot: Slot, actor: Actor): boolean {
    const key = slotKey(slot);
    const last = this.lastLooks(actor.id);
    if (last === undefined || last.some(({ slots }) => slots.has(key))) return false;
    const before = Math.max(...last.map(({ at }) => at)) - this.#deleteDelayMs;
    const actors = new Set(this.#looks.map((one) => one.actor));
    return [...actors].some((other) => this.#lackedBefore(key, other, before));
  }

  #lackedBefore(key: string, actor: number, before: number): boolean {
    const times = this.#looks.filter((one) => one.actor === actor && one.at <= before).map(({ at }) => at);
    return times.some((at) => this.lastLooks(actor, at)?.every(({ slots }) => !slots.has(key)) === true);
  }
}

/**
 * Of a route and its Gateway both are looked at, one after the other, and of no route no Gateway: what one look lacked was
 * not asked for.
 */
function lastLook(looks: readonly Look[]): readonly Look[] {
  const collections = new Set(looks.map(({ collection }) => collection));
  const last = [...collections].flatMap(
    (name) => looks.findLast(({ collection }) => collection === name) ?? [],
  );
  return last.length === 0 ? [] : [last.reduce(joinLooks)];
}

function joinLooks(left: Look, right: Look): Look {
  const slots = new Set([...left.slots].filter((slot) => right.slots.has(slot)));
  return { ...left, at: Math.max(left.at, right.at), slots };
}

function isAt(claim: Claim, { host, id }: Slot): boolean {
  return claim.host === host && claim.id === id;
}

function slotKey({ host, id }: Slot): string {
  return `${host}/${id}`;
}
