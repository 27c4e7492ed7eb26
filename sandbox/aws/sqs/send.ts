import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import type { BatchFailure } from './batch.ts';
import { runBatch } from './batch.ts';
import { md5 } from './checksum.ts';
import { numberAttribute } from './number-attribute.ts';
import type { SqsState, StandardQueue } from './queue.ts';
import { requireQueue } from './queue.ts';

const DELAY_MAX_SECONDS = 900;

export interface SendEntry {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, unknown>>;
  readonly MessageGroupId?: string;
}

export interface SendResult {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
}

/** Sends one message, visible after its delay (its own, or else the queue's). */
export function sendMessage(
  state: SqsState,
  request: SendEntry & { readonly QueueUrl: string },
  caller: Caller,
): SendResult {
  return enqueue(state, requireQueue(state, request.QueueUrl), { ...request, senderId: caller.userId });
}

/** Up to ten messages. */
export function sendMessageBatch(
  state: SqsState,
  request: { readonly QueueUrl: string; readonly Entries: readonly (SendEntry & { readonly Id: string })[] },
  caller: Caller,
): { Successful: (SendResult & { Id: string })[]; Failed: BatchFailure[] } {
  const queue = requireQueue(state, request.QueueUrl);
  return runBatch(request.Entries, (entry) => enqueue(state, queue, { ...entry, senderId: caller.userId }));
}

/** Puts a message on a queue; for targets of rules and schedules, which have no caller. */
export function enqueue(
  state: SqsState,
  queue: StandardQueue,
  entry: SendEntry & { readonly senderId: string },
): SendResult {
  const delay = entry.DelaySeconds ?? numberAttribute(queue, 'DelaySeconds');
  checkEntry(queue, entry.MessageBody, delay);
  state.sequence += 1;
  const id = `00000000-0000-4000-8000-${state.sequence.toString(16).padStart(12, '0')}`;
  const sentAt = state.now();
  const visibleAt = sentAt + delay * 1000;
  queue.messages.set(id, {
    id,
    body: entry.MessageBody,
    senderId: entry.senderId,
    sentAt,
    messageAttributes: entry.MessageAttributes ?? {},
    groupId: entry.MessageGroupId,
    visibleAt,
    receiveCount: 0,
    firstReceivedAt: undefined,
    receiptHandle: undefined,
  });
  state.arrival?.(queue, visibleAt);
  return { MessageId: id, MD5OfMessageBody: md5(entry.MessageBody) };
}

function checkEntry(queue: StandardQueue, body: string | undefined, delay: number): void {
  if (body === undefined || body === '') {
    throw new AwsServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  const size = numberAttribute(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) > size) {
    const reason = `Reason: Message must be shorter than ${size} bytes.`;
    throw new AwsServiceError('InvalidParameterValue', `One or more parameters are invalid. ${reason}`);
  }
  if (!Number.isInteger(delay) || delay < 0 || delay > DELAY_MAX_SECONDS) {
    const reason = `Reason: DelaySeconds must be >= 0 and <= ${DELAY_MAX_SECONDS}.`;
    throw new AwsServiceError(
      'InvalidParameterValue',
      `Value ${delay} for parameter DelaySeconds is invalid. ${reason}`,
    );
  }
}
