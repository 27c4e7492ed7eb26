import { Timeline } from '../timeline.ts';
import type { Actor } from '../world.ts';
import type { Claim } from './scenario.ts';

/** One LIST of a kind, as it was answered. */
interface Look {
  readonly actor: number;
  readonly at: number;
  readonly kind: Claim['kind'];
  readonly hosts: ReadonlySet<string>;
}

const KINDS: readonly Claim['kind'][] = ['Ingress', 'Service'];

/** Everything that is true of the cluster, since when, and who saw it. */
export class DnsLedger {
  readonly #deleteDelayMs: number;
  readonly #claims = new Map<string, Timeline<Claim | undefined>>();
  readonly #looks: Look[] = [];
  /** Who holds the Lease, and since when. */
  lease: { readonly actor: number; readonly at: number } | undefined;

  constructor(deleteDelayMs: number) {
    this.#deleteDelayMs = deleteDelayMs;
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

  /** What was asked for at this host at some time while the invocation ran. */
  targetsSeenBy(actor: Actor, host: string, now: number): ReadonlySet<string> {
    const states = [...this.#claims.values()].flatMap((one) => one.during(actor.startedAt, now));
    return new Set(states.flatMap((claim) => (claim?.host === host ? claim.targets : [])));
  }

  /** An invocation listed a kind. */
  look(actor: Actor, kind: Claim['kind'], at: number): void {
    const hosts = this.claims().flatMap((claim) => (claim.kind === kind ? [claim.host] : []));
    this.#looks.push({ actor: actor.id, at, kind, hosts: new Set(hosts) });
  }

  /** The last look of an invocation at each kind; undefined when it has not looked at all of them. */
  lastLooks(actor: number, before = Number.POSITIVE_INFINITY): readonly Look[] | undefined {
    const looks = KINDS.map((kind) =>
      this.#looks.findLast((one) => one.actor === actor && one.kind === kind && one.at <= before),
    ).filter((one) => one !== undefined);
    return looks.length === KINDS.length ? looks : undefined;
  }

  /** No object asked for the host in this invocation's last look, nor in a complete one at least the delay before. */
  isTwiceAbsent(host: string, actor: Actor): boolean {
    const last = this.lastLooks(actor.id);
    if (last === undefined || last.some(({ hosts }) => hosts.has(host))) return false;
    const before = Math.max(...last.map(({ at }) => at)) - this.#deleteDelayMs;
    const actors = new Set(this.#looks.map((one) => one.actor));
    return [...actors].some((other) => this.#lackedBefore(host, other, before));
  }

  #lackedBefore(host: string, actor: number, before: number): boolean {
    const times = this.#looks.filter((one) => one.actor === actor && one.at <= before).map(({ at }) => at);
    return times.some((at) => this.lastLooks(actor, at)?.every(({ hosts }) => !hosts.has(host)) === true);
  }
}
