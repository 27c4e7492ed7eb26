import type { CaseResult } from './result.ts';

/** One recorded case, ready to be run. */
export interface CorpusCase {
  readonly id: string;
  /** First tag of the case, or the vector's file without `.jsonl`: what figures are grouped by. */
  readonly topic: string;
  readonly tags: readonly string[];
  /** Builds the world, drives it, compares. A rejection counts as a failure of the case. */
  run(): Promise<CaseResult>;
}

/**
 * What every driver exports from `drivers/<kind>/driver.ts`: all cases below a directory of the format, sorted
 * by id. `directory` is absolute and may be any directory, not only ours.
 */
export type LoadCases = (directory: string) => Promise<readonly CorpusCase[]>;

/** The three formats. */
export type CorpusKind = 'eso' | 'externaldns' | 'vectors';
