import { AwsServiceError } from '../service-error.ts';
import type { BatchFailure } from './batch.ts';
import { runBatch } from './batch.ts';
import type { QueueMessage, SqsState, StandardQueue } from './queue.ts';
import { requireQueue } from './queue.ts';

const VISIBILITY_MAX_SECONDS = 43_200;

interface VisibilityEntry {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout: number;
}

/** Deletes what the handle was given for. A handle of an earlier receive answers success and deletes nothing. */
export function deleteMessage(
  state: SqsState,
  request: { readonly QueueUrl: string; readonly ReceiptHandle: string },
): Record<string, never> {
  remove(requireQueue(state, request.QueueUrl), request.ReceiptHandle);
  return {};
}

/** Up to ten handles. */
export function deleteMessageBatch(
  state: SqsState,
  request: {
    readonly QueueUrl: string;
    readonly Entries: readonly { readonly Id: string; readonly ReceiptHandle: string }[];
  },
): { Successful: { Id: string }[]; Failed: BatchFailure[] } {
  const queue = requireQueue(state, request.QueueUrl);
  return runBatch(request.Entries, (entry) => remove(queue, entry.ReceiptHandle));
}

/** Makes a message in flight visible again after so many seconds (0: now). */
export function changeMessageVisibility(
  state: SqsState,
  request: VisibilityEntry & { readonly QueueUrl: string },
): Record<string, never> {
  return changeVisibility(state, requireQueue(state, request.QueueUrl), request);
}

/** Up to ten handles. */
export function changeMessageVisibilityBatch(
  state: SqsState,
  request: {
    readonly QueueUrl: string;
    readonly Entries: readonly (VisibilityEntry & { readonly Id: string })[];
  },
): { Successful: { Id: string }[]; Failed: BatchFailure[] } {
  const queue = requireQueue(state, request.QueueUrl);
  return runBatch(request.Entries, (entry) => changeVisibility(state, queue, entry));
}

function remove(queue: StandardQueue, handle: string): Record<string, never> {
  const message = messageOf(queue, handle);
  if (message?.receiptHandle === handle) queue.messages.delete(message.id);
  return {};
}

function changeVisibility(
  state: SqsState,
  queue: StandardQueue,
  entry: VisibilityEntry,
): Record<string, never> {
  const { ReceiptHandle: handle, VisibilityTimeout: seconds } = entry;
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > VISIBILITY_MAX_SECONDS) {
    const reason = 'Reason: VisibilityTimeout must be an integer between 0 and 43200.';
    throw new AwsServiceError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. ${reason}`,
    );
  }
  const message = messageOf(queue, handle);
  if (message === undefined || message.receiptHandle !== handle) {
    const reason = 'Reason: Message does not exist or is not available for visibility timeout change.';
    throw new AwsServiceError(
      'InvalidParameterValue',
      `Value ${handle} for parameter ReceiptHandle is invalid. ${reason}`,
    );
  }
  const now = state.now();
  if (message.visibleAt <= now) {
    throw new AwsServiceError('MessageNotInflight', "The specified message isn't in flight.");
  }
  message.visibleAt = now + seconds * 1000;
  state.arrival?.(queue, message.visibleAt);
  return {};
}

function messageOf(queue: StandardQueue, handle: string): QueueMessage | undefined {
  const [id = '', count] = Buffer.from(handle, 'base64').toString().split('#');
  if (count === undefined || !/^\d+$/.test(count)) {
    throw new AwsServiceError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return queue.messages.get(id);
}
