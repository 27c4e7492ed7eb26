import { AwsServiceError } from '../service-error.ts';
import type { BatchFailure } from './batch.ts';
import { runBatch } from './batch.ts';
import type { SqsState, StandardQueue } from './queue.ts';
import { requireQueue } from './queue.ts';
import { messageOf } from './receipt-handle.ts';

const VISIBILITY_MAX_SECONDS = 43_200;

interface VisibilityEntry {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout: number;
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
