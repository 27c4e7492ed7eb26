import type { Clock, Queue } from '../../../../lambdas/core/ports.ts';

/** SQS as the event source mapping drives it: batch 10, redrive after 5 receives (DESIGN 2). */
const BATCH_SIZE = 10;
const RECEIVES_MAX = 5;
/** Visibility timeout of the secrets queue: six function timeouts of 60 s. */
const VISIBILITY_MS = 360_000;

interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  visibleAt: number;
  receives: number;
}

/** A batch as Lambda hands it to the function. */
export interface SqsBatch {
  readonly Records: readonly {
    readonly eventSource: 'aws:sqs';
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

export interface MessageQueue extends Queue {
  /** Puts messages that are visible at once, in order. */
  put(bodies: readonly object[]): void;
  /** When the next message becomes visible (ms since the epoch); undefined when the queue is empty. */
  nextAt(): number | undefined;
  /** Takes what is visible, at most one batch. `again` says whether any of it was received before. */
  receive(): { readonly batch: SqsBatch; readonly again: boolean } | undefined;
  /** Ends a batch: what is not in `failures` is gone, the rest comes back or ends in the dead-letter queue. */
  settle(batch: SqsBatch, failures: readonly { readonly itemIdentifier: string }[]): void;
}

/** An empty queue. */
export function createMessageQueue(clock: Clock): MessageQueue {
  let messages: QueuedMessage[] = [];
  let count = 0;
  const add = (body: object, visibleAt: number) => {
    count += 1;
    messages.push({ id: `message-${count}`, body: JSON.stringify(body), visibleAt, receives: 0 });
  };
  return {
    async send(body, delaySeconds) {
      add(body, clock.now() + delaySeconds * 1000);
    },
    async setVisibility(receiptHandle, seconds) {
      const message = messages.find(({ id }) => id === receiptHandle);
      if (message !== undefined) message.visibleAt = clock.now() + seconds * 1000;
    },
    put: (bodies) => {
      for (const body of bodies) add(body, clock.now());
    },
    nextAt: () => (messages.length === 0 ? undefined : Math.min(...messages.map((m) => m.visibleAt))),
    receive() {
      const taken = messages.filter((m) => m.visibleAt <= clock.now()).slice(0, BATCH_SIZE);
      if (taken.length === 0) return undefined;
      for (const message of taken) {
        message.receives += 1;
        message.visibleAt = clock.now() + VISIBILITY_MS;
      }
      return { batch: { Records: taken.map(toRecord) }, again: taken.some((m) => m.receives > 1) };
    },
    settle({ Records }, failures) {
      const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
      const received = new Set(Records.map(({ messageId }) => messageId));
      messages = messages.filter(
        ({ id, receives }) => !received.has(id) || (failed.has(id) && receives < RECEIVES_MAX),
      );
    },
  };
}

function toRecord({ id, body, receives }: QueuedMessage): SqsBatch['Records'][number] {
  return {
    eventSource: 'aws:sqs',
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  };
}
