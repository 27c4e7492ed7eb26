import type { Checked } from '../checked.ts';

/** One step of `dataFrom[].rewrite`, which changes the keys of what was found. */
export type RewriteOperation =
  | { readonly kind: 'regexp'; readonly source: string; readonly target: string }
  | { readonly kind: 'transform'; readonly template: string }
  | { readonly kind: 'merge'; readonly merge: MergeOptions };

export interface MergeOptions {
  /** Key that the merged object gets under strategy JSON. */
  readonly into: string;
  /** Keys in order of precedence, the last one wins; all others come before them in byte order. */
  readonly priority: readonly string[];
  /** What becomes of a priority that is not there: a problem, or nothing. */
  readonly priorityPolicy: 'Strict' | 'IgnoreNotFound';
  /** What becomes of a property that two objects have: a problem, or the later one wins. */
  readonly conflictPolicy: 'Error' | 'Ignore';
  /** The properties replace all keys, or the merged object becomes one more value. */
  readonly strategy: 'Extract' | 'JSON';
}

/**
 * Renders the template of a `transform` with one key as `.value`. The problem is ESO's, from `failed to parse
 * template:` or `failed to execute template for key "K":` on.
 */
export type RenderKey = (template: string, key: string) => Checked<string>;
