import type { Checked } from '../checked.ts';

/** One of Go's regular expressions (RE2 syntax, linear time). Positions are byte offsets into UTF-8. */
export interface Expression {
  /** Instructions of the compiled expression; with the length of the text it tells what a search costs at most. */
  readonly size: number;
  /** Name of each group, from the first on; empty for a group without one. Names may repeat. */
  readonly groupNames: readonly string[];
  /** The leftmost match that begins at `from` or behind it; undefined without one. */
  find(subject: Uint8Array, from: number): Match | undefined;
}

/** Start and end of the whole match and of each group in turn; -1 twice for a group that took no part. */
export type Match = readonly number[];

/** Compiles an expression; the problem is Go's (`error parsing regexp: ...`). Comes from a module loaded lazily. */
export type CompileExpression = (pattern: string) => Checked<Expression>;
