import { AwsServiceError } from '../service-error.ts';
import { checkAttributes } from './number-attribute.ts';
import type { SqsState } from './queue.ts';
import { queueUrl } from './queue.ts';

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
