import type { Doctor } from './doctor.ts';

/** How a check came out. `could not tell` is no failure: `said` tells what stood in the way. */
export type Outcome = 'ok' | 'warn' | 'failed' | 'could not tell' | 'not checked';

/** What one check found. Names and numbers, never a value of a secret or a digest of one. */
export interface Finding {
  /** What was looked at: `queue of the secrets half`. */
  readonly check: string;
  readonly outcome: Outcome;
  /** One line. */
  readonly said: string;
  /** The command or the file that changes it. @default nothing has to be done */
  readonly fix?: string;
}

/** Reads something and judges it. May reject: what cannot be read cannot be told. */
export type Check = (doctor: Doctor) => Promise<readonly Finding[]>;

/** Checks that stand or fall together, such as all of the queue. */
export interface Link {
  readonly name: string;
  /** Links without which nothing can be said of this one. */
  readonly needs: readonly string[];
  /** By what they are about. */
  readonly checks: Readonly<Record<string, Check>>;
}

/** What became of a link. */
export interface LinkResult {
  readonly link: string;
  readonly findings: readonly Finding[];
}

/** An error in one line, with the name that a service gave it. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.message.replaceAll(/\s+/g, ' ').trim();
  const named = error.name === 'Error' || text.startsWith(error.name) ? text : `${error.name}: ${text}`;
  return named === '' ? error.name : named;
}
