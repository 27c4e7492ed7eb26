import { expect } from 'vitest';
import type { TerminalError } from '../../lambdas/core/errors.ts';
import type { Queue } from '../../lambdas/core/ports.ts';
import type { ContractCase } from './contract-case.ts';

export interface ReceivedMessage {
  readonly body: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
}

export interface QueueHarness {
  /** A fresh queue with a visibility timeout of 30 s. */
  readonly queue: Queue;
  /** Up to ten messages that are visible now. */
  receive(): Promise<readonly ReceivedMessage[]>;
  elapse(ms: number): Promise<void>;
}

/** What SQS does, as far as sluice relies on it. */
export const QUEUE_CASES: readonly ContractCase<QueueHarness>[] = [
  {
    name: 'a message is received as the JSON that was sent',
    async run({ queue, receive }) {
      await queue.send({ source: 'sluice', text: 'ü "quoted"' }, 0);

      const [message] = await receive();

      expect(JSON.parse(message?.body ?? '')).toEqual({ source: 'sluice', text: 'ü "quoted"' });
      expect(message?.receiveCount).toBe(1);
    },
  },
  {
    name: 'a delayed message is received only after its delay',
    async run({ queue, receive, elapse }) {
      await queue.send({ n: 1 }, 1);

      expect(await receive()).toEqual([]);
      await elapse(1_100);
      expect((await receive()).map((message) => message.body)).toEqual(['{"n":1}']);
    },
  },
  {
    name: 'a received message is invisible until its visibility ends, then counts one more receive',
    async run({ queue, receive, elapse }) {
      await queue.send({ n: 1 }, 0);
      const [first] = await receive();
      expect(await receive()).toEqual([]);

      await queue.setVisibility(first?.receiptHandle ?? '', 1);
      expect(await receive()).toEqual([]);
      await elapse(1_100);

      expect((await receive()).map((message) => message.receiveCount)).toEqual([2]);
    },
  },
  {
    name: 'a handle that is none is refused for good',
    async run({ queue }) {
      const error: TerminalError = await queue.setVisibility('nonsense', 5).then(
        () => expect.fail('resolved'),
        (rejection: TerminalError) => rejection,
      );

      expect(error.name).toBe('TerminalError');
      expect(error.code).toBe('ReceiptHandleIsInvalid');
    },
  },
  {
    name: 'a delay above 900 s is refused for good',
    differs: ['ministack'],
    async run({ queue }) {
      const error: TerminalError = await queue.send({ n: 1 }, 901).then(
        () => expect.fail('resolved'),
        (rejection: TerminalError) => rejection,
      );

      expect(error.name).toBe('TerminalError');
    },
  },
];
