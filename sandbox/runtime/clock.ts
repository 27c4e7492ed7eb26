import type { Clock } from '../../lambdas/core/ports.ts';

/**
 * The sandbox's one clock: real time plus an offset that only moves forward. The offset lies in shared memory, so
 * the functions' worker threads see an advance at once (function-worker.ts puts it below their `Date`).
 */
export interface SandboxClock extends Clock {
  /** The offset in ms, one BigInt64, for worker threads. */
  readonly offset: SharedArrayBuffer;
  /** Moves time forward: delays end, schedules fire, tokens age. */
  advance(ms: number): void;
  /** Calls back after each advance. Returns the function that stops it. */
  onAdvance(listener: () => void): () => void;
}

/** @param realNow the time below the offset; ms since the epoch. Default: the machine's clock. */
export function createSandboxClock(realNow: () => number = Date.now): SandboxClock {
  const offset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const cell = new BigInt64Array(offset);
  const listeners = new Set<() => void>();
  const now = (): number => realNow() + Number(Atomics.load(cell, 0));
  const onAdvance = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    offset,
    now,
    onAdvance,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`the clock goes forward only, got ${ms} ms`);
      Atomics.add(cell, 0, BigInt(Math.round(ms)));
      for (const listener of [...listeners]) listener();
    },
    async sleep(ms) {
      const end = now() + ms;
      while (now() < end) await sleepUntilOrAdvance(end - now(), onAdvance);
    },
  };
}

/** Resolves after `ms` of real time, or at the next advance, whichever comes first. */
async function sleepUntilOrAdvance(
  ms: number,
  onAdvance: (listener: () => void) => () => void,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const stop = onAdvance(done);
  });
}
