import type { Queue } from '../core/ports.ts';
import type { AwsEndpoint } from './aws-client.ts';

export interface QueueOptions extends AwsEndpoint {
  readonly queueUrl: string;
}

/**
 * The function's own queue. What calls SQS is loaded with the first message, from a file of its own in the asset: most
 * invocations delay nothing and hand nothing back.
 */
export function createQueue(options: QueueOptions): Queue {
  let connecting: Promise<Queue> | undefined;
  const connected = () => {
    connecting ??= import('./queue-client.ts').then(({ connectQueue }) => connectQueue(options));
    return connecting;
  };
  return {
    send: async (body, delaySeconds) => (await connected()).send(body, delaySeconds),
    setVisibility: async (receiptHandle, seconds) =>
      (await connected()).setVisibility(receiptHandle, seconds),
  };
}
