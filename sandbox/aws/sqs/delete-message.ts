import type { BatchFailure } from './batch.ts';
import { runBatch } from './batch.ts';
import type { SqsState, StandardQueue } from './queue.ts';
import { requireQueue } from './queue.ts';
import { messageOf } from './receipt-handle.ts';

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

function remove(queue: StandardQueue, handle: string): Record<string, never> {
  const message = messageOf(queue, handle);
  if (message?.receiptHandle === handle) queue.messages.delete(message.id);
  return {};
}
