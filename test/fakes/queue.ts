import type { Clock, Queue } from '../../lambdas/core/ports.ts';
import type { Sqs } from '../../sandbox/aws/sqs/sqs.ts';
import { createSqs } from '../../sandbox/aws/sqs/sqs.ts';
import type { RecordedCall } from './port-call.ts';
import { portCall } from './port-call.ts';

export interface FakeQueue extends Queue {
  /** The model behind it: receive with `model.call('ReceiveMessage', { QueueUrl: fake.url, ... })`. */
  readonly model: Sqs;
  readonly url: string;
  readonly calls: RecordedCall[];
  /** The parsed bodies of all messages on the queue now, delayed ones too, in the order they were sent. */
  bodies(): readonly Readonly<Record<string, unknown>>[];
}

/** The function's own queue over the sandbox's model. */
export function createFakeQueue(options: {
  readonly clock: Clock;
  readonly attributes?: Record<string, string>;
}): FakeQueue {
  const model = createSqs({ now: () => options.clock.now() });
  const { QueueUrl } = model.call('CreateQueue', { QueueName: 'work', Attributes: options.attributes ?? {} });
  const calls: RecordedCall[] = [];
  return {
    model,
    url: QueueUrl,
    calls,
    bodies: () =>
      [...(model.state.queues.get('work')?.messages.values() ?? [])].map((message) =>
        JSON.parse(message.body),
      ),
    async send(body, delaySeconds) {
      const params = { QueueUrl, MessageBody: JSON.stringify(body), DelaySeconds: delaySeconds };
      const call = { service: 'sqs', action: 'SendMessage', params };
      await portCall(calls, call, () => model.call('SendMessage', params), 'queue');
    },
    async setVisibility(receiptHandle, seconds) {
      const params = { QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      const call = { service: 'sqs', action: 'ChangeMessageVisibility', params };
      await portCall(calls, call, () => model.call('ChangeMessageVisibility', params), 'queue');
    },
  };
}
