import { describe, expect, it } from 'vitest';
import type { Hint } from '../../lambdas/core/hint.ts';
import { createInvocation, type Outcome, type Reconcile } from '../../lambdas/runtime/invocation.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };

function world(reconcile: Reconcile) {
  const visibility: [string, number][] = [];
  const counts: Record<string, number> = {};
  const seen: Hint[] = [];
  const invoke = createInvocation({
    half: 'secrets',
    reconcile: (hints, remainingMs) => {
      seen.push(...hints);
      return reconcile(hints, remainingMs);
    },
    queue: {
      send: async () => undefined,
      setVisibility: async (receipt, seconds) => {
        visibility.push([receipt, seconds]);
      },
    },
    clock: { now: () => NOW, sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: {
      count: (name, value) => {
        counts[name] = (counts[name] ?? 0) + value;
      },
      milliseconds: () => undefined,
      flush: () => {
        counts['flushed'] = (counts['flushed'] ?? 0) + 1;
      },
    },
  });
  return { invoke, visibility, counts, seen };
}

function message(id: string, body: unknown, receiveCount = 1) {
  return {
    eventSource: 'aws:sqs',
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receiveCount) },
  };
}

const object = (name: string) => ({
  sluice: 'object',
  group: '',
  kind: 'Service',
  name,
  operation: 'UPDATE',
});
const sweep = (at: string) => ({ sluice: 'sweep', at });
const done: Outcome = { entries: [], unfinished: [] };

describe('a batch', () => {
  it('hands back only the messages whose work met a passing failure', async () => {
    const { invoke } = world(async (hints) => ({
      entries: [],
      unfinished: hints.filter((hint) => hint.kind === 'object' && hint.name === 'b'),
    }));

    const result = await invoke({ Records: [message('1', object('a')), message('2', object('b'))] }, CONTEXT);

    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });

  it.each([
    [1, 5],
    [2, 15],
    [3, 60],
    [4, 120],
    [9, 120],
  ])('received for the %s. time comes back after %s s', async (receiveCount, seconds) => {
    const { invoke, visibility } = world(async (hints) => ({ entries: [], unfinished: hints }));

    await invoke({ Records: [message('1', object('a'), receiveCount)] }, CONTEXT);

    expect(visibility).toEqual([['receipt-1', seconds]]);
  });

  it('is tried once as a whole when the API server is unreachable, and every message but sweeps comes back', async () => {
    let runs = 0;
    const { invoke, counts } = world(async () => {
      runs += 1;
      throw new Error('unreachable');
    });

    const result = await invoke(
      {
        Records: [
          message('1', object('a')),
          message('2', sweep('2026-11-22T08:00:00Z')),
          message('3', object('b')),
        ],
      },
      CONTEXT,
    );

    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '3' }] });
    expect(runs).toBe(1);
    expect(counts['SweepSucceeded']).toBeUndefined();
  });

  it('acknowledges unknown bodies and counts them', async () => {
    const { invoke, counts, seen } = world(async () => done);

    const result = await invoke(
      { Records: [message('1', 'not json'), message('2', { sluice: '?' })] },
      CONTEXT,
    );

    expect(result).toEqual({ batchItemFailures: [] });
    expect(counts['IgnoredEvents']).toBe(2);
    expect(seen).toEqual([]);
  });

  it('drops a sweep older than 90 s and runs a younger one', async () => {
    const { invoke, seen, counts } = world(async () => done);

    await invoke(
      { Records: [message('1', sweep('2026-11-22T07:58:00Z')), message('2', sweep('2026-11-22T07:59:00Z'))] },
      CONTEXT,
    );

    expect(seen).toEqual([{ kind: 'sweep', at: Date.parse('2026-11-22T07:59:00Z') }]);
    expect(counts['SweepSucceeded']).toBe(1);
  });

  it('acknowledges an unfinished sweep without calling it a success', async () => {
    const { invoke, counts } = world(async (hints) => ({ entries: [], unfinished: hints }));

    const result = await invoke({ Records: [message('1', sweep('2026-11-22T08:00:00Z'))] }, CONTEXT);

    expect(result).toEqual({ batchItemFailures: [] });
    expect(counts['SweepSucceeded']).toBeUndefined();
  });
});

describe('a direct invoke', () => {
  it('returns the sorted report and the checksum of a stopped plan', async () => {
    const { invoke } = world(async () => ({
      entries: [
        { subject: 'Secret/b/x', action: 'created', reason: 'New' },
        { subject: 'Secret/a/x', action: 'refused', reason: 'Breaker' },
      ],
      unfinished: [],
      checksum: 'c0ffee',
    }));

    const result = await invoke({ action: 'plan' }, CONTEXT);

    expect(result).toMatchObject({
      entries: [{ subject: 'Secret/a/x' }, { subject: 'Secret/b/x' }],
      counts: { created: 1, refused: 1, updated: 0 },
      checksum: 'c0ffee',
    });
  });

  it('fails with what is allowed when the event is not understood', async () => {
    const { invoke, counts } = world(async () => done);

    await expect(invoke({ action: 'dance' }, CONTEXT)).rejects.toThrow(/event not understood: allowed/);
    expect(counts['flushed']).toBe(1);
  });
});
