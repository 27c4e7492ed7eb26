import type { Clock } from '../../lambdas/core/ports.ts';

/** Redrive after so many receives (DESIGN 2). */
const RECEIVES_MAX = 5;

interface Message {
  readonly id: string;
  readonly body: string;
  visibleAt: number;
  receives: number;
}

/** Messages of one invocation, as Lambda hands them to the function. */
export interface Batch {
  readonly Records: readonly {
    readonly eventSource: 'aws:sqs';
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

/** A queue between the world and two consumers: at least once, any order within what is visible. */
export class SimulatedQueue {
  readonly #clock: Clock;
  readonly #visibilityMs: number;
  #messages: Message[] = [];
  #count = 0;

  constructor(clock: Clock, visibilityMs: number) {
    this.#clock = clock;
    this.#visibilityMs = visibilityMs;
  }

  put(body: object, delayMs = 0): void {
    this.#count += 1;
    const visibleAt = this.#clock.now() + delayMs;
    this.#messages.push({ id: `m${this.#count}`, body: JSON.stringify(body), visibleAt, receives: 0 });
  }

  setVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#messages.find(({ id }) => id === receiptHandle);
    if (message !== undefined) message.visibleAt = this.#clock.now() + seconds * 1000;
  }

  /** When the next message is visible; undefined when there is none at all. */
  nextAt(): number | undefined {
    return this.#messages.length === 0
      ? undefined
      : Math.min(...this.#messages.map(({ visibleAt }) => visibleAt));
  }

  get size(): number {
    return this.#messages.length;
  }

  receive(batchSize: number): Batch | undefined {
    const now = this.#clock.now();
    const taken = this.#messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, batchSize);
    if (taken.length === 0) return undefined;
    for (const message of taken) {
      message.receives += 1;
      message.visibleAt = now + this.#visibilityMs;
    }
    return { Records: taken.map(toRecord) };
  }

  /** Ends a batch: what is not among the failures is gone, the rest comes back until it was received too often. */
  settle({ Records }: Batch, failures: readonly { readonly itemIdentifier: string }[]): void {
    const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
    const received = new Set(Records.map(({ messageId }) => messageId));
    this.#messages = this.#messages.filter(
      ({ id, receives }) => !received.has(id) || (failed.has(id) && receives < RECEIVES_MAX),
    );
  }
}

function toRecord({ id, body, receives }: Message): Batch['Records'][number] {
  return {
    eventSource: 'aws:sqs',
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  };
}
