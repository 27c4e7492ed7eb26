import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../core/ports.ts';
import { type AwsEndpoint, clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';

export interface QueueOptions extends AwsEndpoint {
  readonly queueUrl: string;
}

/** The function's own queue. The host of its URL is not dialled: the SDK's endpoint is, `AWS_ENDPOINT_URL` included. */
export function createQueue(options: QueueOptions): Queue {
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
