import type { SecretValue } from '../../secret-value.ts';
import type { Checked } from '../checked.ts';

/** One step of `dataFrom[].rewrite`, which changes the keys of what was found. */
export type RewriteOperation =
  | { readonly kind: 'regexp'; readonly source: string; readonly target: string }
  | TransformOperation
  | { readonly kind: 'merge'; readonly merge: MergeOptions };

/** A template with the key as `.value`, which makes the new key. */
export interface TransformOperation {
  readonly kind: 'transform';
  readonly template: string;
  /** Under refreshPolicy CreatedOnce functions with random or time-dependent output are served. */
  readonly isCreatedOnce: boolean;
}

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
export type RenderKey = (operation: TransformOperation, key: string) => Checked<string>;

/**
 * Applies the operations in turn; the problem is ESO's, from `failed rewrite operation[0]:` on. Comes from a module that
 * is loaded lazily.
 */
export type RewriteValues = (
  values: ReadonlyMap<string, SecretValue>,
  operations: readonly RewriteOperation[],
) => Checked<ReadonlyMap<string, SecretValue>>;
