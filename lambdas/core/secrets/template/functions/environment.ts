import type { Budget } from '../limits.ts';
import type { Libraries } from './libraries.ts';

/** Where randomness and time come from. Only asked under refreshPolicy CreatedOnce. */
export interface Chance {
  /** So many random bytes. */
  random(size: number): Buffer;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What functions may use besides their arguments. */
export interface Environment {
  readonly budget: Budget;
  readonly libraries: Libraries;
  /** undefined: functions with random or time-dependent output are refused. */
  readonly chance: Chance | undefined;
}
