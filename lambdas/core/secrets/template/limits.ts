import { TemplateError } from './template-error.ts';

/** Limits of one rendering, so that no manifest can hang or exhaust a function (invariant I8). */

/** Longest template; a manifest above 1.5 MiB does not fit etcd (kubernetes, request limit). */
export const TEMPLATE_BYTES_MAX = 1024 * 1024;
/** Longest output and longest string on the way; a Secret holds 1 MiB. */
export const STRING_BYTES_MAX = 4 * 1024 * 1024;
/** Nesting of actions, parentheses, templates and values. Go allows more; nobody writes more. */
export const DEPTH_MAX = 200;
/** Variables in scope at one place. */
export const VARIABLES_MAX = 2_000;
/** Iterations of all `range` actions together. */
export const ITERATIONS_MAX = 100_000;
/** Steps of work: one per evaluated word, list element or 64 bytes of text; a second or two at the worst. */
export const STEPS_MAX = 2_000_000;
/** Bytes that all searches of one rendering may look at; an expression of n instructions counts n/16 times. */
export const REGEXP_WORK_MAX = 10_000_000;

const STEP_BYTES = 64;

/** Counts what a rendering has used; each method throws a TemplateError of stage `limit`. */
export class Budget {
  #steps = STEPS_MAX;
  #iterations = ITERATIONS_MAX;
  #regexpWork = REGEXP_WORK_MAX;
  #depth = 0;

  /** `count` steps of work. */
  spend(count: number): void {
    this.#steps -= count;
    if (this.#steps < 0) throw exceeded(`needs more than ${STEPS_MAX} steps`);
  }

  /** A string of so many bytes is about to be made. */
  spendBytes(length: number): void {
    if (length > STRING_BYTES_MAX) throw exceeded(`makes a text of more than ${STRING_BYTES_MAX} bytes`);
    this.spend(Math.ceil(length / STEP_BYTES));
  }

  iterate(): void {
    this.#iterations -= 1;
    if (this.#iterations < 0) throw exceeded(`has more than ${ITERATIONS_MAX} iterations of range`);
  }

  match(work: number): void {
    this.#regexpWork -= work;
    if (this.#regexpWork < 0) throw exceeded('has regular expressions too costly for the text they search');
  }

  /** Runs `inside` one level deeper. */
  nested<T>(inside: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw exceeded(`is nested deeper than ${DEPTH_MAX} levels`);
    const result = inside();
    this.#depth -= 1;
    return result;
  }
}

/** The error of a limit: `template WHAT`. */
export function exceeded(what: string): TemplateError {
  return new TemplateError('limit', `template ${what}: make the template smaller`);
}
