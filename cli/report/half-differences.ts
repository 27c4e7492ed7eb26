import type { Half } from '../../manifests/identity.ts';
import { type Difference, foldDifferences } from './fold-differences.ts';
import type { LogReading } from './read-log-lines.ts';

/** What the logs say of one half. */
export interface HalfDifferences {
  readonly half: Half;
  /** Runs of any mode; a report in parts counts once for each. */
  readonly runs: number;
  /** Those in observe mode, which are compared. */
  readonly observedRuns: number;
  /** ms since the epoch, of runs in observe mode. */
  readonly firstRun: number | undefined;
  readonly lastRun: number | undefined;
  readonly truncated: boolean;
  readonly differences: readonly Difference[];
}

/** Folds what was read of one half. */
export function compareHalf(half: Half, { lines, truncated }: LogReading): HalfDifferences {
  const times = lines.filter(({ observed }) => observed !== undefined).map(({ at }) => at);
  return {
    half,
    runs: lines.length,
    observedRuns: times.length,
    firstRun: times.reduce<number | undefined>((least, at) => Math.min(least ?? at, at), undefined),
    lastRun: times.reduce<number | undefined>((most, at) => Math.max(most ?? at, at), undefined),
    truncated,
    differences: foldDifferences(lines),
  };
}
