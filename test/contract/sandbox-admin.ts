import type { AwsService, Caller, OperationTable } from '../../sandbox/aws/service.ts';
import type { Sqs } from '../../sandbox/aws/sqs/sqs.ts';
import type { ReceivedMessage } from './queue.contract.ts';

const ADMINISTRATOR: Caller = {
  arn: 'arn:aws:iam::123456789012:user/administrator',
  account: '123456789012',
  accessKeyId: 'AKIASANDBOXADMIN0000',
  userId: 'AIDASANDBOXADMIN0000',
};

/** Any operation of a model as an administrator, the way contract harnesses want it. */
export function administrator<S, T extends OperationTable<S>>(model: AwsService<S, T>) {
  return async (action: string, params: Readonly<Record<string, unknown>>) =>
    model.invoke(action, params, ADMINISTRATOR);
}

/** Up to ten messages visible on a queue of the model. */
export function receiveAll(model: Sqs, url: string): readonly ReceivedMessage[] {
  const request = { QueueUrl: url, MaxNumberOfMessages: 10, AttributeNames: ['All'] };
  return (model.call('ReceiveMessage', request).Messages ?? []).map((message) => ({
    body: message.Body,
    receiptHandle: message.ReceiptHandle,
    receiveCount: Number(message.Attributes?.['ApproximateReceiveCount']),
  }));
}
