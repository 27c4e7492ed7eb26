import type { SqsState } from './queue.ts';
import { queueUrl, requireQueue } from './queue.ts';

/** The URL of a queue by name. */
export function getQueueUrl(state: SqsState, request: { readonly QueueName: string }): { QueueUrl: string } {
  return { QueueUrl: queueUrl(state, requireQueue(state, request.QueueName).name) };
}

/** All URLs, or those whose queue name begins with the prefix. */
export function listQueues(
  state: SqsState,
  request: { readonly QueueNamePrefix?: string },
): { QueueUrls: string[] } {
  const names = [...state.queues.keys()]
    .filter((name) => name.startsWith(request.QueueNamePrefix ?? ''))
    .sort();
  return { QueueUrls: names.map((name) => queueUrl(state, name)) };
}
