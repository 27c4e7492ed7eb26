import type { InvocationResult } from '../../lambdas/runtime/invocation.ts';
import type { Fault } from './schedule.ts';
import type { Batch } from './simulated-queue.ts';
import type { Actor, Gatekeeper, Invoke, PortCall, World } from './world.ts';

/** A call that waits: to take effect, or to tell what came of it. */
export interface Permission {
  readonly text: string;
  readonly phase: 'before' | 'after';
  /** Time at which it may go on at the earliest (ms since the epoch). */
  readonly notBefore: number;
  readonly resume: (fault: Exclude<Fault, 'crash'> | undefined) => void;
}

/** One invocation between its first and its last call. */
export interface Invocation extends Actor {
  readonly container: Container;
  readonly batch: Batch;
  readonly deadline: number;
  readonly waiting: Permission[];
  calls: number;
  result: InvocationResult | undefined;
}

/** What a container needs of the simulation around it. */
export interface Surroundings {
  readonly world: Pick<World<never>, 'clock' | 'actor'>;
  /** True when calls go through at once: nothing is interleaved any more. */
  readonly direct: boolean;
  /** Whether the next read is to be answered by a replica that lags; asking uses it up. */
  takeStale(): boolean;
  /** A line of the trace. */
  tell(invocation: Invocation, text: string): void;
}

/** One warm container: at most one invocation at a time, and what it remembers. */
export class Container implements Gatekeeper {
  readonly #around: Surroundings;
  readonly #invoke: Invoke;
  current: Invocation | undefined;

  constructor(around: Surroundings, compose: (gatekeeper: Gatekeeper) => Invoke) {
    this.#around = around;
    this.#invoke = compose(this);
  }

  get clock() {
    return { now: () => this.#around.world.clock.now(), sleep: (ms: number) => this.#sleep(ms) };
  }

  start(id: number, batch: Batch, timeoutMs: number): Invocation {
    const { clock } = this.#around.world;
    const startedAt = clock.now();
    const deadline = startedAt + timeoutMs;
    const invocation: Invocation = {
      id,
      startedAt,
      container: this,
      batch,
      deadline,
      waiting: [],
      calls: 0,
      result: undefined,
    };
    this.current = invocation;
    const context = { getRemainingTimeInMillis: () => deadline - clock.now() };
    const failed = () => ({
      batchItemFailures: batch.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    void this.#invoke(batch, context)
      .catch(failed)
      .then((result) => {
        invocation.result = result;
      });
    return invocation;
  }

  async perform<T>(call: PortCall<T>): Promise<T> {
    const invocation = this.#require();
    invocation.calls += 1;
    if (this.#around.direct) {
      this.#around.tell(invocation, call.text);
      return this.#take(invocation, call, false);
    }
    const refused = await this.#wait(invocation, { text: call.text, phase: 'before', notBefore: 0 });
    if (refused !== undefined) return call.refuse(refused);
    const stale = call.mayBeStale === true && this.#around.takeStale();
    const outcome = await capture(this.#take(invocation, call, stale));
    const lost = await this.#wait(invocation, { text: call.text, phase: 'after', notBefore: 0 });
    return lost === undefined ? outcome() : call.refuse('reset');
  }

  #take<T>(invocation: Invocation, call: PortCall<T>, stale: boolean): T | Promise<T> {
    const { world } = this.#around;
    world.actor = invocation;
    try {
      return call.effect(stale);
    } finally {
      world.actor = undefined;
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { clock } = this.#around.world;
    const notBefore = clock.now() + ms;
    if (this.#around.direct) clock.advance(ms);
    else await this.#wait(this.#require(), { text: `sleep ${ms} ms`, phase: 'before', notBefore });
  }

  #wait(
    invocation: Invocation,
    permission: Omit<Permission, 'resume'>,
  ): Promise<Exclude<Fault, 'crash'> | undefined> {
    return new Promise((resume) => invocation.waiting.push({ ...permission, resume }));
  }

  #require(): Invocation {
    if (this.current === undefined) throw new Error('a port was called outside any invocation');
    return this.current;
  }
}

/** The outcome of a call, kept until it may be told. */
async function capture<T>(effect: T | Promise<T>): Promise<() => T> {
  try {
    const value = await effect;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
