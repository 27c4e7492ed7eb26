import { failedItems } from './batch-response.ts';
import type { ReportProblem } from './deliver.ts';
import type { InvocationOutcome } from './functions.ts';

/** How often a quiet queue is asked, in real time. */
const POLL_MS = 20;
/** How long the poller rests after the queue refused it. */
const REFUSED_MS = 1_000;

/** A message as ReceiveMessage gives it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

/** One mapping, bound to its queue and its function. Every queue call is made with the function's role. */
export interface MappingOptions {
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  /** Whether the function answers with `batchItemFailures`. */
  readonly reportsItemFailures: boolean;
  receive(count: number): readonly ReceivedMessage[];
  remove(message: ReceivedMessage): void;
  invoke(event: unknown): Promise<InvocationOutcome>;
  readonly report: ReportProblem;
}

/** A running poller. */
export interface RunningMapping {
  /** Batches being worked on. */
  readonly inFlight: number;
  /** Off: nothing is received any more. */
  enabled: boolean;
  /** Stops polling and waits for the batches under way. */
  stop(): Promise<void>;
}

/**
 * Lambda's poller for one queue: hands batches to the function, at most `maximumConcurrency` at a time, and
 * deletes what the function did not report as failed. What is left becomes visible again by the queue's own
 * timeout, or by the one the function set, and goes to the dead-letter queue by the queue's redrive policy.
 */
export function startMapping(options: MappingOptions): RunningMapping {
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const poll = (): void => {
    let restMs = POLL_MS;
    try {
      while (!stopped && mapping.enabled && running.size < options.maximumConcurrency) {
        const messages = options.receive(options.batchSize);
        if (messages.length === 0) break;
        const batch = handleBatch(options, messages).finally(() => running.delete(batch));
        running.add(batch);
      }
    } catch (error) {
      restMs = REFUSED_MS;
      options.report(`event source mapping of ${options.queueArn}: ${messageOf(error)}`);
    }
    if (!stopped) timer = setTimeout(poll, restMs);
  };
  const mapping: RunningMapping = {
    enabled: true,
    get inFlight() {
      return running.size;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(running);
    },
  };
  poll();
  return mapping;
}

async function handleBatch(options: MappingOptions, messages: readonly ReceivedMessage[]): Promise<void> {
  try {
    const event = { Records: messages.map((message) => recordOf(message, options)) };
    const outcome = await options.invoke(event);
    if (outcome.functionError !== undefined) return;
    const ids = messages.map(({ MessageId }) => MessageId);
    const failed = options.reportsItemFailures ? failedItems(outcome.payload, ids) : new Set<string>();
    for (const message of messages) {
      if (!failed.has(message.MessageId)) options.remove(message);
    }
  } catch (error) {
    options.report(`event source mapping of ${options.queueArn}: ${messageOf(error)}`);
  }
}

/** The record of Lambda's SQS event. */
function recordOf(message: ReceivedMessage, { queueArn, region }: MappingOptions): unknown {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
