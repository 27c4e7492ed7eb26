import type { Clock } from '../../lambdas/core/ports.ts';
import type { InvocationResult, LambdaContext } from '../../lambdas/runtime/invocation.ts';
import type { SimulatedQueue } from './simulated-queue.ts';

/** The function of one container. */
export type Invoke = (event: unknown, context: LambdaContext) => Promise<InvocationResult>;

/** What the monitors of a world know about an invocation. */
export interface Actor {
  readonly id: number;
  /** ms since the epoch. */
  readonly startedAt: number;
}

/** One call of a port, on its way. */
export interface PortCall<T> {
  /** `GET secrets/t0`, for the trace. */
  readonly text: string;
  /** Runs at once, to its end; what it does is done when it returns. `stale`: answered by a replica that lags. */
  readonly effect: (stale: boolean) => T | Promise<T>;
  /** What its caller gets when it fails. */
  readonly refuse: (fault: 'throttled' | 'unavailable' | 'reset') => T;
  /** A replica may answer it. */
  readonly mayBeStale?: boolean;
}

/** Where every port of a container asks for permission. */
export interface Gatekeeper {
  readonly clock: Clock;
  perform<T>(call: PortCall<T>): Promise<T>;
}

/** One half of sluice in a small world: what the engine drives and what it is judged by. */
export interface World<Action> {
  readonly queue: SimulatedQueue;
  /** The clock everything shares; `advance` moves it. */
  readonly clock: Clock & { advance(ms: number): void };
  /** Function timeout. */
  readonly timeoutMs: number;
  /** A new container. */
  compose(gatekeeper: Gatekeeper): Invoke;
  /** Who acts: the invocation whose call is taking effect; undefined for everybody else. */
  actor: Actor | undefined;
  /** Something a person or another controller does. Returns the messages that announce it. */
  act(action: Action): readonly object[];
  /** Garbage collection, expiry of continue tokens. */
  collect(): void;
  /** Writes of the product so far. */
  readonly writes: number;
  /** What is broken, `I3 no stale overwrite: ...`. */
  readonly violations: string[];
  /** An invocation came to its end by itself; `acknowledged` are the bodies of messages that will not come back. */
  ended(invocation: Actor & { readonly calls: number }, acknowledged: readonly string[]): void;
  /** Judges the settled world. */
  judge(): void;
  /** Hashes of every state the world was in. */
  readonly states: ReadonlySet<number>;
}
