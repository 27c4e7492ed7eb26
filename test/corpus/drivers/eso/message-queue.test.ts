import { expect, test } from 'vitest';
import { createManualClock } from '../../../fakes/clock.ts';
import { createMessageQueue } from './message-queue.ts';

test('a delayed message appears when its time has come', async () => {
  const clock = createManualClock(0);
  const queue = createMessageQueue(clock);
  await queue.send({ sluice: 'second-observation' }, 60);

  expect(queue.receive()).toBeUndefined();
  expect(queue.nextAt()).toBe(60_000);

  clock.advance(60_000);
  expect(queue.receive()?.batch.Records).toHaveLength(1);
});

test('a batch has at most ten messages', () => {
  const queue = createMessageQueue(createManualClock(0));
  queue.put(Array.from({ length: 11 }, (_, index) => ({ index })));

  expect(queue.receive()?.batch.Records).toHaveLength(10);
  expect(queue.receive()?.batch.Records).toHaveLength(1);
});

test('a failed message comes back after its visibility, five times in all', async () => {
  const clock = createManualClock(0);
  const queue = createMessageQueue(clock);
  queue.put([{ n: 1 }]);
  const counts: string[] = [];

  for (let next = queue.receive(); next !== undefined; next = queue.receive()) {
    const [record] = next.batch.Records;
    counts.push(record?.attributes.ApproximateReceiveCount ?? '');
    await queue.setVisibility(record?.receiptHandle ?? '', 5);
    queue.settle(next.batch, [{ itemIdentifier: record?.messageId ?? '' }]);
    clock.advance(5_000);
  }

  expect(counts).toEqual(['1', '2', '3', '4', '5']);
  expect(queue.nextAt()).toBeUndefined();
});

test('what was not reported as failed is gone', () => {
  const queue = createMessageQueue(createManualClock(0));
  queue.put([{ n: 1 }]);
  const next = queue.receive();
  if (next !== undefined) queue.settle(next.batch, []);

  expect(queue.nextAt()).toBeUndefined();
});
