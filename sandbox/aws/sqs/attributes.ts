import { AwsServiceError } from '../service-error.ts';
import type { SqsState, StandardQueue } from './queue.ts';
import { checkAttributes, numberAttribute, queueUrl, requireQueue } from './queue.ts';

export interface CreateQueueRequest {
  readonly QueueName: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A standard queue; the same name with the same attributes gives the same queue. */
export function createQueue(state: SqsState, request: CreateQueueRequest): { QueueUrl: string } {
  const { QueueName: name, Attributes = {}, tags = {} } = request;
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw new AwsServiceError(
      'InvalidParameterValue',
      `the sandbox has standard queues only; ${name} is not such a name`,
    );
  }
  checkAttributes(Attributes);
  const existing = state.queues.get(name);
  const same = Object.entries(Attributes).every(([key, value]) => existing?.attributes.get(key) === value);
  if (existing !== undefined && !same) {
    throw new AwsServiceError(
      'QueueNameExists',
      'A queue already exists with the same name and a different value for an attribute.',
    );
  }
  if (existing === undefined) {
    const arn = `arn:aws:sqs:${state.region}:${state.account}:${name}`;
    const attributes = new Map(Object.entries(Attributes));
    state.queues.set(name, {
      name,
      arn,
      createdAt: state.now(),
      attributes,
      tags: new Map(Object.entries(tags)),
      messages: new Map(),
    });
  }
  return { QueueUrl: queueUrl(state, name) };
}

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
