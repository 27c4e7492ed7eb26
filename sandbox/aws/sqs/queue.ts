import { AwsServiceError } from '../service-error.ts';

/** One message. Times are milliseconds since the epoch. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly senderId: string;
  readonly sentAt: number;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
  readonly groupId: string | undefined;
  /** From when on it may be received: the end of its delay or of its visibility timeout. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** The handle of the last receive; only that one deletes. */
  receiptHandle: string | undefined;
}

export interface StandardQueue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** Settable attributes as text, the way the API has them. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By id, in the order they were sent. */
  readonly messages: Map<string, QueueMessage>;
}

/** SQS of one account and region. */
export interface SqsState {
  readonly account: string;
  readonly region: string;
  readonly queues: Map<string, StandardQueue>;
  /** Origin of queue URLs: the sandbox's endpoint once it listens. */
  baseUrl: string;
  /** Messages sent so far; makes ids. */
  sequence: number;
  now(): number;
  /** Told when a message will become visible (ms since the epoch), so that a poller need not poll blindly. */
  arrival?: ((queue: StandardQueue, visibleAt: number) => void) | undefined;
}

/** The queue behind a URL (any origin) or throws QueueDoesNotExist. */
export function requireQueue(state: SqsState, url: string | undefined): StandardQueue {
  const queue = state.queues.get(url?.split('/').at(-1) ?? '');
  if (queue === undefined) {
    throw new AwsServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
  }
  return queue;
}

/** URL of a queue at the sandbox's origin. */
export function queueUrl(state: SqsState, name: string): string {
  return `${state.baseUrl}/${state.account}/${name}`;
}
