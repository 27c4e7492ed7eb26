import type { Query } from './query.ts';
import { matchesQuery } from './query-match.ts';
import { jsonResult, type Result } from './result.ts';
import { textOf } from './result-text.ts';
import { splitAtPipe } from './split-pipe.ts';
import type { Work } from './work.ts';

/** The answer of a path on a text. */
export type Evaluate = (json: string, path: string) => Result;

/** The elements of one array that answer a query. */
export class QueryMatches {
  /** The path after a pipe behind the query; known from the first match on. */
  pipe: string | undefined;
  readonly #query: Query;
  readonly #evaluate: Evaluate;
  readonly #matches: string[] = [];
  /** The path below each match, without the pipe. */
  #below: string | undefined;

  constructor(query: Query, below: string | undefined, evaluate: Evaluate) {
    this.#query = query;
    this.#below = below;
    this.#evaluate = evaluate;
  }

  /** Looks at one element; the answer of `#(...)` when this is it, undefined when the walk goes on. */
  take(element: Result, work: Work): Result | undefined {
    const { path, all } = this.#query;
    if (element.type !== 'JSON' && path !== '') return undefined;
    const asked = element.type === 'JSON' ? this.#evaluate(element.raw, path) : element;
    if (!matchesQuery(this.#query, asked, work)) return undefined;
    const result = this.#select(element);
    if (!all) return result;
    const raw = result.raw || textOf(result);
    if (raw !== '') this.#matches.push(raw);
    return undefined;
  }

  #select(element: Result): Result {
    if (this.#below === undefined) return element;
    const cut = splitAtPipe(this.#below);
    if (cut !== undefined) [this.#below, this.pipe] = [cut.left, cut.right];
    return this.#evaluate(element.raw, this.#below);
  }

  /** The answer of `#(...)#`; undefined for the first match only. */
  get all(): Result | undefined {
    return this.#query.all ? jsonResult(`[${this.#matches.join(',')}]`) : undefined;
  }
}
