import { AwsServiceError } from '../service-error.ts';
import type { QueueMessage, StandardQueue } from './queue.ts';

/** The message a receipt handle was given for; undefined when it is gone. Throws ReceiptHandleIsInvalid. */
export function messageOf(queue: StandardQueue, handle: string): QueueMessage | undefined {
  const [id = '', count] = Buffer.from(handle, 'base64').toString().split('#');
  if (count === undefined || !/^\d+$/.test(count)) {
    throw new AwsServiceError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return queue.messages.get(id);
}
