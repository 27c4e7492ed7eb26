import { describe, expect, test } from 'vitest';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import { createManualClock } from '../../../fakes/clock.ts';
import { createMessageQueue, type SqsBatch } from './message-queue.ts';
import { type Settling, settle } from './settle.ts';

const START = 1_000_000;

/** A world whose function does what `act` says with each message. */
function createWorld(act: (body: Record<string, unknown>, world: FakeWorld) => void) {
  const clock = createManualClock(START);
  const queue = createMessageQueue(clock);
  const world: FakeWorld = { clock, queue, writes: [], report: [], failures: false };
  const settling: Settling = {
    clock,
    queue,
    async invoke(event) {
      const { Records } = event as SqsBatch;
      for (const { body } of Records) act(JSON.parse(body), world);
      return {
        batchItemFailures: world.failures
          ? Records.map(({ messageId }) => ({ itemIdentifier: messageId }))
          : [],
      };
    },
    takeWrites: () => world.writes.splice(0),
    takeConflicts: () => 0,
    takeCalls: () => [],
    collectGarbage: () => 0,
    takeReport: () => world.report.splice(0),
    takeErrors: () => [],
  };
  return { settling, world };
}

interface FakeWorld {
  readonly clock: ReturnType<typeof createManualClock>;
  readonly queue: ReturnType<typeof createMessageQueue>;
  readonly writes: string[];
  readonly report: ReportEntry[];
  failures: boolean;
}

describe('settling a step', () => {
  test('ends with the first sweep that writes nothing', async () => {
    const { settling } = createWorld((body, { writes }) => {
      if (body['sluice'] !== 'sweep') writes.push('PUT');
    });

    const settled = await settle(settling, [{ sluice: 'object' }], 0);

    expect(settled.restless).toEqual([]);
    expect(settled.invocations).toHaveLength(2);
  });

  test('a function that writes in every sweep is restless', async () => {
    const { settling } = createWorld((_body, { writes }) => {
      writes.push('PATCH status');
    });

    expect((await settle(settling, [], 0)).restless).toEqual(['PATCH status']);
  });

  test('a second observation is delivered by moving the clock, and its reads are our own', async () => {
    const seen: number[] = [];
    const { settling } = createWorld((body, { clock, queue }) => {
      if (body['sluice'] === 'object') void queue.send({ sluice: 'second-observation' }, 60);
      if (body['sluice'] === 'second-observation') seen.push(clock.now());
    });

    const settled = await settle(settling, [{ sluice: 'object' }], 0);

    expect(seen).toEqual([START + 60_000]);
    expect(settled.invocations.map(({ again }) => again)).toEqual([false, false, true]);
  });

  test('time that elapses has a sweep every minute', async () => {
    const sweeps: number[] = [];
    const { settling } = createWorld((body, { clock }) => {
      if (body['sluice'] === 'sweep') sweeps.push(clock.now() - START);
    });

    await settle(settling, [], 90);

    expect(sweeps).toEqual([60_000, 90_000, 90_000]);
  });

  test('while something fails, as much time passes as a denied name is remembered', async () => {
    let healthy = false;
    const { settling } = createWorld((_body, { clock, report, writes }) => {
      if (clock.now() < START + 300_000)
        report.push({ subject: 'ExternalSecret/a/b', action: 'failed', reason: 'X' });
      else if (!healthy) {
        healthy = true;
        writes.push('PUT');
      }
    });

    expect((await settle(settling, [], 0)).restless).toEqual([]);
    expect(healthy).toBe(true);
  });
});
