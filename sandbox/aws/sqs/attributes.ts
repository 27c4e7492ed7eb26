import { checkAttributes, numberAttribute } from './number-attribute.ts';
import type { SqsState, StandardQueue } from './queue.ts';
import { requireQueue } from './queue.ts';

/** Attributes by name, or `All`. */
export function getQueueAttributes(
  state: SqsState,
  request: { readonly QueueUrl: string; readonly AttributeNames?: readonly string[] },
): { Attributes: Record<string, string> } {
  const queue = requireQueue(state, request.QueueUrl);
  const all = allAttributes(state, queue);
  const asked = request.AttributeNames ?? [];
  if (asked.includes('All')) return { Attributes: all };
  return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name))) };
}

/** Sets some attributes; an empty text removes a policy. */
export function setQueueAttributes(
  state: SqsState,
  request: { readonly QueueUrl: string; readonly Attributes: Readonly<Record<string, string>> },
): Record<string, never> {
  const queue = requireQueue(state, request.QueueUrl);
  checkAttributes(request.Attributes);
  for (const [name, value] of Object.entries(request.Attributes)) {
    if (value === '') queue.attributes.delete(name);
    else queue.attributes.set(name, value);
  }
  return {};
}

/** Removes every message. */
export function purgeQueue(state: SqsState, request: { readonly QueueUrl: string }): Record<string, never> {
  requireQueue(state, request.QueueUrl).messages.clear();
  return {};
}

function allAttributes(state: SqsState, queue: StandardQueue): Record<string, string> {
  const now = state.now();
  const messages = [...queue.messages.values()];
  const hidden = messages.filter((message) => message.visibleAt > now);
  const numbers = [
    'VisibilityTimeout',
    'DelaySeconds',
    'MessageRetentionPeriod',
    'MaximumMessageSize',
    'ReceiveMessageWaitTimeSeconds',
  ];
  const delayed = hidden.filter((message) => message.receiveCount === 0).length;
  return {
    ...Object.fromEntries(numbers.map((name) => [name, String(numberAttribute(queue, name))])),
    ...Object.fromEntries(queue.attributes),
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    ApproximateNumberOfMessages: String(messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}
