import type { Clock } from '../../lambdas/core/ports.ts';

/** A clock that moves only when told to, or when somebody sleeps. */
export interface ManualClock extends Clock {
  /** Moves time forward by `ms`. */
  advance(ms: number): void;
}

/** Starts at `startMs` (ms since the epoch). `sleep` resolves at once and moves the clock by what was slept. */
export function createManualClock(startMs: number): ManualClock {
  let now = startMs;
  const advance = (ms: number) => {
    now += ms;
  };
  return {
    now: () => now,
    advance,
    async sleep(ms) {
      advance(ms);
    },
  };
}
