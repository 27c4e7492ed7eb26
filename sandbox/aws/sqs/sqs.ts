import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { getQueueAttributes, purgeQueue, setQueueAttributes } from './attributes.ts';
import { createQueue } from './create-queue.ts';
import { deleteMessage, deleteMessageBatch } from './delete-message.ts';
import { getQueueUrl, listQueues } from './list-queues.ts';
import { startMessageMoveTask } from './move-task.ts';
import type { SqsState } from './queue.ts';
import { receiveMessage } from './receive.ts';
import { sendMessage, sendMessageBatch } from './send.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch } from './visibility.ts';

const OPERATIONS = {
  CreateQueue: createQueue,
  GetQueueUrl: getQueueUrl,
  ListQueues: listQueues,
  GetQueueAttributes: getQueueAttributes,
  SetQueueAttributes: setQueueAttributes,
  PurgeQueue: purgeQueue,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  StartMessageMoveTask: startMessageMoveTask,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
};

/** `call('SendMessage', { QueueUrl, MessageBody })` and so on. */
export type Sqs = AwsService<SqsState, typeof OPERATIONS>;

export interface SqsOptions extends ServiceHooks {
  /** Default 123456789012. */
  readonly account?: string;
  /** Default ap-northeast-2. */
  readonly region?: string;
}

/** Standard queues of one account and region; none exists yet. */
export function createSqs(options: SqsOptions): Sqs {
  const { account = '123456789012', region = 'ap-northeast-2', ...hooks } = options;
  const now = () => options.now();
  const baseUrl = `https://sqs.${region}.amazonaws.com`;
  const state: SqsState = { account, region, queues: new Map(), baseUrl, sequence: 0, now };
  return new AwsService(OPERATIONS, state, { ...hooks, now });
}
