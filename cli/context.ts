import type { ConfigurationPlace } from '../stack/config/load.ts';
import type { Configuration } from '../stack/config.ts';

/** What a verb needs of the world; tests put their own in its place. */
export interface CliContext {
  /** @throws ConfigurationError */
  loadConfiguration(file: string | undefined): Configuration;
  /** Where that document lies, for verbs that change it. @throws ConfigurationError @default it cannot be changed */
  locateConfiguration?(file: string | undefined): ConfigurationPlace;
  /** Invokes a deployed function and waits: resolves to what it returned. Rejects when it failed. */
  invoke(request: Invocation): Promise<unknown>;
  /** Text for standard output; the line break is the caller's. */
  write(text: string): void;
  /** Ends the program with this code once the verb is done. */
  exitWith(code: number): void;
}

/** A direct invoke of one of our functions. */
export interface Invocation {
  readonly region: string;
  readonly functionName: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The exit codes of every verb; printed at the end of each help text. */
export const EXIT = { done: 0, failed: 1, changesExpectedNone: 2 } as const;

/** The exit codes as help text. */
export const EXIT_HELP = `
Exit codes: 0 done; 1 failed, or something could not be reconciled; 2 changes, with --expect-no-changes.`;
