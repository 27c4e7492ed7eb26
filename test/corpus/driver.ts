import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
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

/** The cluster of one case. */
export interface CaseServer {
  /** Requests of somebody with all rights. */
  readonly transport: Transport;
  /** Lets the garbage collector finish; gives how many objects it took away. */
  collectGarbage(): number | Promise<number>;
  /** When the case begins by the cluster's own clock. @default the driver's choice: the clock is the case's */
  readonly startsAt?: number;
  /** Ends it. */
  close(): Promise<void>;
}

/** Gives a cluster with the definitions of the run and otherwise empty. */
export type OpenCaseServer = (options: {
  /** The clock of the case; a server of its own may keep another. */
  now(): number;
  /** Whether the garbage collector runs, which it otherwise must not. */
  readonly collectsGarbage: boolean;
}) => Promise<CaseServer>;

/** What cases run on in place of the sandbox's models. */
export interface CaseServers {
  /** Gives each case its cluster. @default the sandbox's API server */
  readonly openServer?: OpenCaseServer;
  /** URL of a moto, with whose Route 53 a case is run once more where it can be. @default only the sandbox's */
  readonly moto?: string;
}

/**
 * What every driver exports from `drivers/<kind>/driver.ts`: all cases below a directory of the format, sorted
 * by id. `directory` is absolute and may be any directory, not only ours.
 */
export type LoadCases = (directory: string, servers?: CaseServers) => Promise<readonly CorpusCase[]>;

/** The three formats. */
export type CorpusKind = 'eso' | 'externaldns' | 'vectors';
