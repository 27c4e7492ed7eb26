import { AwsServiceError } from '../service-error.ts';
import { md5 } from './checksum.ts';
import { numberAttribute } from './number-attribute.ts';
import type { QueueMessage, SqsState, StandardQueue } from './queue.ts';
import { requireQueue } from './queue.ts';

const MESSAGES_MAX = 10;

export interface ReceiveRequest {
  readonly QueueUrl: string;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  /** Long polling is the wire layer's business: the model answers what is there now. */
  readonly WaitTimeSeconds?: number;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Record<string, string>;
  readonly MessageAttributes?: Readonly<Record<string, unknown>>;
}

/** Up to ten visible messages, which then stay invisible for the visibility timeout. Absent when there are none. */
export function receiveMessage(state: SqsState, request: ReceiveRequest): { Messages?: ReceivedMessage[] } {
  const queue = requireQueue(state, request.QueueUrl);
  const count = request.MaxNumberOfMessages ?? 1;
  if (count < 1 || count > MESSAGES_MAX) {
    const reason = `Reason: Must be between 1 and ${MESSAGES_MAX}, if provided.`;
    throw new AwsServiceError(
      'InvalidParameterValue',
      `Value ${count} for parameter MaxNumberOfMessages is invalid. ${reason}`,
    );
  }
  const now = state.now();
  expire(queue, now);
  const timeout = request.VisibilityTimeout ?? numberAttribute(queue, 'VisibilityTimeout');
  const received: ReceivedMessage[] = [];
  for (const message of [...queue.messages.values()]) {
    if (received.length === count) break;
    if (message.visibleAt > now || redrive(state, queue, message)) continue;
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = now + timeout * 1000;
    message.receiptHandle = Buffer.from(`${message.id}#${message.receiveCount}`).toString('base64');
    received.push(output(message, request));
    state.arrival?.(queue, message.visibleAt);
  }
  return received.length === 0 ? {} : { Messages: received };
}

/** How often a message may be received, and where it goes then; undefined without a redrive policy. */
export function redrivePolicy(
  queue: StandardQueue,
): { readonly target: string; readonly maxReceiveCount: number } | undefined {
  const text = queue.attributes.get('RedrivePolicy');
  if (text === undefined) return undefined;
  const policy = JSON.parse(text) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { target: policy.deadLetterTargetArn, maxReceiveCount: Number(policy.maxReceiveCount) };
}

/** Moves a message that was received often enough to the dead-letter queue instead of handing it out again. */
function redrive(state: SqsState, queue: StandardQueue, message: QueueMessage): boolean {
  const policy = redrivePolicy(queue);
  if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
  const target = [...state.queues.values()].find((candidate) => candidate.arn === policy.target);
  if (target === undefined) return false;
  queue.messages.delete(message.id);
  const moved: QueueMessage = { ...message, visibleAt: state.now(), receiptHandle: undefined };
  target.messages.set(message.id, moved);
  state.arrival?.(target, moved.visibleAt);
  return true;
}

function expire(queue: StandardQueue, now: number): void {
  const retention = numberAttribute(queue, 'MessageRetentionPeriod') * 1000;
  for (const message of queue.messages.values()) {
    if (message.sentAt + retention <= now) queue.messages.delete(message.id);
  }
}

function output(message: QueueMessage, request: ReceiveRequest): ReceivedMessage {
  const asked = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
  const all: Record<string, string> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  };
  const attributes = Object.fromEntries(
    Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name)),
  );
  const withAttributes =
    (request.MessageAttributeNames ?? []).length > 0 && Object.keys(message.messageAttributes).length > 0;
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle ?? '',
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(asked.length === 0 ? {} : { Attributes: attributes }),
    ...(withAttributes ? { MessageAttributes: message.messageAttributes } : {}),
  };
}
