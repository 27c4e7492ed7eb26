import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../core/ports.ts';
import { clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import type { QueueOptions } from './queue.ts';

/**
 * The function's own queue, through the SDK. The host of its URL is not dialled: the SDK's endpoint is,
 * `AWS_ENDPOINT_URL` included. A file apart, loaded on first use.
 */
export function connectQueue(options: QueueOptions): Queue {
  const sqs = new SQSClient({ ...clientSettings(options), useQueueUrlAsEndpoint: false });
  const { queueUrl: QueueUrl } = options;
  const rethrow = (error: unknown): never => {
    throw fromSdkError(error, 'queue');
  };

  return {
    async send(body, delaySeconds) {
      const MessageBody = JSON.stringify(body);
      await sqs
        .send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds: delaySeconds }))
        .catch(rethrow);
    },

    async setVisibility(receiptHandle, seconds) {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      });
      await sqs.send(command).catch(rethrow);
    },
  };
}
