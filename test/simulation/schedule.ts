import type { Random } from './random.ts';

/**
 * A schedule is data: what people do, one after the other, and where the course of things departs from the plainest
 * one, in which every invocation runs to its end before anything else happens. So it can be replayed, printed,
 * enumerated, and made smaller.
 */
export interface Schedule<Action> {
  readonly plot: readonly PlotItem<Action>[];
  readonly deviations: readonly Deviation[];
  /** Messages an invocation receives at most. */
  readonly batchSize: number;
}

/** What becomes of the event that announces a change. */
export type Delivery = 'sent' | 'lost' | 'twice' | 'late';

/** One thing that happens in the world; by default only when nothing is running. */
export type PlotItem<Action> =
  | { readonly kind: 'user'; readonly action: Action; readonly delivery: Delivery }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'wait'; readonly ms: number };

/** How a call fails, or its caller. */
export type Fault =
  /** 429, or the service's own throttling: nothing was done. */
  | 'throttled'
  /** 5xx: nothing was done. */
  | 'unavailable'
  /** The connection broke: before the call had an effect, or after it, when it falls behind it. */
  | 'reset'
  /** The invocation never comes back; its messages reappear when their visibility runs out. */
  | 'crash';

/** A departure, made when this many permissions have been given. */
export type Deviation = { readonly step: number } & (
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** The other invocation goes on; or one begins, for which the next item of the plot happens if no message waits. */
  | { readonly kind: 'switch' }
  /** The next item of the plot happens now. */
  | { readonly kind: 'next' }
  /** Another call of the same invocation goes first. */
  | { readonly kind: 'reorder'; readonly pick: number }
  /** The next read of Parameter Store is answered by a replica that lags. */
  | { readonly kind: 'stale' }
  /** Time passes: the invocation was frozen, or the network slow. */
  | { readonly kind: 'clock'; readonly ms: number }
  /** So many calls in a row fail, more than any retry outlasts. */
  | { readonly kind: 'outage'; readonly calls: number }
  /** The next batch that is done is not deleted: the queue delivers at least once. */
  | { readonly kind: 'undeleted' }
  /** The cluster's garbage collector comes by, and continue tokens expire. */
  | { readonly kind: 'collect' }
);

const FAULTS: readonly Fault[] = ['throttled', 'unavailable', 'reset', 'reset', 'crash', 'crash'];
const JUMPS_MS: readonly number[] = [1_000, 4_000, 30_000, 61_000, 130_000, 400_000];
/** Steps within which deviations are drawn; a world of two invocations takes about so many. */
const STEPS = 90;

/** Between one and nine departures. */
export function drawDeviations(random: Random): readonly Deviation[] {
  const count = 1 + random.int(9);
  const drawn = Array.from({ length: count }, () => drawDeviation(random));
  return drawn.sort((left, right) => left.step - right.step);
}

/** One departure, at any step. */
export function drawDeviation(random: Random): Deviation {
  const step = random.int(random.chance(0.5) ? STEPS : STEPS / 3);
  const dice = random.next();
  if (dice < 0.3) return { step, kind: 'switch' };
  if (dice < 0.57) return { step, kind: 'next' };
  if (dice < 0.6) return { step, kind: 'undeleted' };
  if (dice < 0.82) return { step, kind: 'fault', fault: random.pick(FAULTS) };
  if (dice < 0.92) return { step, kind: 'stale' };
  if (dice < 0.94) return { step, kind: 'reorder', pick: 1 + random.int(3) };
  if (dice < 0.97) return { step, kind: 'clock', ms: random.pick(JUMPS_MS) };
  if (dice < 0.987) return { step, kind: 'outage', calls: 4 + random.int(8) };
  return { step, kind: 'collect' };
}
