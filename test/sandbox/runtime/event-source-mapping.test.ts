import { afterEach, expect, test } from 'vitest';
import { createSqs } from '../../../sandbox/aws/sqs/sqs.ts';
import { createSandboxClock } from '../../../sandbox/runtime/clock.ts';
import { deployQueues } from '../../../sandbox/runtime/deploy-queues.ts';
import {
  type ReceivedMessage,
  type RunningMapping,
  startMapping,
} from '../../../sandbox/runtime/event-source-mapping.ts';
import type { InvocationOutcome } from '../../../sandbox/runtime/functions.ts';
import { resolveStack } from '../../../sandbox/template/resolve-stack.ts';
import { parseTemplate } from '../../../sandbox/template/template.ts';

interface Batch {
  readonly Records: readonly { messageId: string; body: string; attributes: Record<string, string> }[];
}

const TEMPLATE = {
  Resources: {
    Inbox: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'inbox',
        VisibilityTimeout: 360,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  },
};

let mapping: RunningMapping | undefined;
afterEach(async () => await mapping?.stop());

/** A queue with redrive after 5, polled for a function. */
function poll(answer: (batch: Batch) => Promise<InvocationOutcome>, options = {}) {
  const clock = createSandboxClock();
  const sqs = createSqs({ now: () => clock.now(), account: '111122223333' });
  const place = { name: 'example', account: '111122223333', region: 'ap-northeast-2' };
  const stack = { ...place, template: parseTemplate(TEMPLATE), assets: new Map(), ssmParameters: {} };
  deployQueues(resolveStack(stack, 'http://127.0.0.1:1'), sqs);
  const batches: Batch[] = [];
  const problems: string[] = [];
  mapping = startMapping({
    queueArn: 'arn:aws:sqs:ap-northeast-2:111122223333:inbox',
    region: 'ap-northeast-2',
    batchSize: 10,
    maximumConcurrency: 2,
    reportsItemFailures: true,
    receive: (MaxNumberOfMessages) =>
      (sqs.call('ReceiveMessage', {
        QueueUrl: 'inbox',
        MaxNumberOfMessages,
        MessageSystemAttributeNames: ['All'],
      }).Messages ?? []) as ReceivedMessage[],
    remove: ({ ReceiptHandle }) => {
      sqs.call('DeleteMessage', { QueueUrl: 'inbox', ReceiptHandle });
    },
    invoke: async (event) => {
      batches.push(event as Batch);
      return await answer(event as Batch);
    },
    report: (text) => problems.push(text),
    ...options,
  });
  const count = (queue: string): number => sqs.state.queues.get(queue)?.messages.size ?? -1;
  const send = (MessageBody: string) => sqs.call('SendMessage', { QueueUrl: 'inbox', MessageBody });
  return { clock, send, count, batches, problems };
}

const succeed = async (): Promise<InvocationOutcome> => ({ payload: '{"batchItemFailures":[]}' });

test('a batch the function answers for is deleted', async () => {
  const { send, count, batches } = poll(succeed);

  send('hello');

  await expect.poll(() => count('inbox')).toBe(0);
  expect(batches[0]?.Records[0]).toMatchObject({
    body: 'hello',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:ap-northeast-2:111122223333:inbox',
    attributes: { ApproximateReceiveCount: '1' },
  });
});

test('only the messages reported as failed stay, and come back after the visibility timeout', async () => {
  const { clock, send, count, batches } = poll(async ({ Records }) => {
    const failed = Records.filter(({ body }) => body === 'bad');
    return {
      payload: JSON.stringify({
        batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
      }),
    };
  });
  send('good');
  send('bad');
  await expect.poll(() => count('inbox')).toBe(1);
  const before = batches.length;

  clock.advance(360_000);

  await expect.poll(() => batches.length).toBe(before + 1);
  expect(batches.at(-1)?.Records).toMatchObject([
    { body: 'bad', attributes: { ApproximateReceiveCount: '2' } },
  ]);
});

test('an answer Lambda cannot read keeps the whole batch', async () => {
  const { send, count, batches } = poll(async () => ({ payload: '{"batchItemFailures":[{"id":"x"}]}' }));

  send('good');

  await expect.poll(() => batches.length).toBe(1);
  expect(count('inbox')).toBe(1);
});

test('a message that fails five times goes to the dead-letter queue', async () => {
  const { clock, send, count, batches } = poll(async () => ({
    payload: '{"errorType":"Error"}',
    functionError: 'Unhandled',
  }));
  send('poison');

  for (let time = 1; time <= 5; time += 1) {
    await expect.poll(() => batches.length).toBe(time);
    clock.advance(360_000);
  }

  await expect.poll(() => count('dead')).toBe(1);
  expect(count('inbox')).toBe(0);
  expect(batches).toHaveLength(5);
});

test('no more batches run at once than MaximumConcurrency allows', async () => {
  let running = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  const { send, count } = poll(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => waiting.push(resolve));
      running -= 1;
      return await succeed();
    },
    { batchSize: 1 },
  );
  for (let index = 0; index < 5; index += 1) send(`message ${index}`);

  while (count('inbox') > 0) {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(most).toBe(2);
});

test('a queue that refuses is reported, and polled again', async () => {
  let refused = 0;
  const { problems } = poll(succeed, {
    receive: () => {
      refused += 1;
      throw new Error('not authorized to perform sqs:ReceiveMessage');
    },
  });

  await expect.poll(() => refused, { timeout: 3_000 }).toBe(2);
  expect(problems[0]).toContain('not authorized to perform sqs:ReceiveMessage');
});
