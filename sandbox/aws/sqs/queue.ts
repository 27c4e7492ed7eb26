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

/** Defaults and ranges of settable attributes (SQS API reference, SetQueueAttributes), in seconds and bytes. */
const NUMBER_ATTRIBUTES: Readonly<Record<string, readonly [standard: number, min: number, max: number]>> = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  MaximumMessageSize: [262_144, 1_024, 1_048_576],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
};

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

/** A numeric attribute with its default. */
export function numberAttribute(queue: StandardQueue, name: string): number {
  return Number(queue.attributes.get(name) ?? NUMBER_ATTRIBUTES[name]?.[0]);
}

/** Throws InvalidAttributeValue for numbers out of range and InvalidAttributeName for names SQS does not know. */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  const others = ['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'SqsManagedSseEnabled', 'KmsMasterKeyId'];
  for (const [name, value] of Object.entries(attributes)) {
    const bounds = NUMBER_ATTRIBUTES[name];
    if (bounds === undefined && !others.includes(name) && name !== 'KmsDataKeyReusePeriodSeconds') {
      throw new AwsServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    if (bounds === undefined) continue;
    const [, min, max] = bounds;
    if (!/^\d+$/.test(value) || Number(value) < min || Number(value) > max) {
      throw new AwsServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
  }
}
