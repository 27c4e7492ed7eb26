import type { Sqs } from '../aws/sqs/sqs.ts';
import { QUEUE, QUEUE_POLICY } from '../template/kinds/sqs.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';

/** Creates the queues of the stack with their redrive policies, then sets the resource policies the stack gives them. */
export function deployQueues(stack: ResolvedStack, sqs: Sqs): void {
  for (const { name, properties } of stack.resources(QUEUE)) {
    const { QueueName, Tags, RedrivePolicy, RedriveAllowPolicy, ...settings } = properties;
    const Attributes = Object.fromEntries(
      Object.entries({
        ...settings,
        RedrivePolicy: RedrivePolicy && JSON.stringify(RedrivePolicy),
        RedriveAllowPolicy: RedriveAllowPolicy && JSON.stringify(RedriveAllowPolicy),
      })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, String(value)]),
    );
    sqs.call('CreateQueue', { QueueName: name, Attributes });
  }
  for (const { properties } of stack.resources(QUEUE_POLICY)) {
    for (const QueueUrl of properties.Queues) {
      const Attributes = { Policy: JSON.stringify(properties.PolicyDocument) };
      sqs.call('SetQueueAttributes', { QueueUrl, Attributes });
    }
  }
}
