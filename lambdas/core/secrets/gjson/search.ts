import { CLOSE_BRACE, CLOSE_BRACKET, QUOTE } from './codes.ts';
import { stringEnd } from './nested-end.ts';
import { type ArrayPart, readArrayPart, readObjectPart } from './path-part.ts';
import { type Evaluate, QueryMatches } from './query-matches.ts';
import { readNext, readValue } from './read-value.ts';
import { exists, jsonResult, NOTHING, type Result } from './result.ts';
import { textOf } from './result-text.ts';
import { splitAtPipe } from './split-pipe.ts';
import { unescapeText } from './unescape.ts';
import { kindAt, type ValueKind, valueEnd } from './value-kind.ts';
import { matchesWildcard } from './wildcard.ts';
import type { Work } from './work.ts';

const BLANKS = /[ \t\r\n]*/y;

/** Where a search below one bracket ended, and whether it found what it was to find. */
interface Step {
  readonly next: number;
  readonly found: boolean;
}

/**
 * One walk along a path through one text. What a part of the walk found stays when a later part finds nothing
 * better, as in gjson: `value` and `pipe` are what counts in the end.
 */
export class Search {
  value: Result = NOTHING;
  /** The path that goes on with `value`; undefined without a pipe. */
  pipe: string | undefined;
  readonly #json: string;
  readonly #evaluate: Evaluate;
  readonly #work: Work;

  constructor(json: string, evaluate: Evaluate, work: Work) {
    this.#json = json;
    this.#evaluate = evaluate;
    this.#work = work;
  }

  /** Walks the members of the object whose first character after the bracket is at `start`. */
  inObject(start: number, path: string): Step {
    const part = readObjectPart(path);
    if (part.path === undefined && part.pipe !== undefined) this.pipe = part.pipe;
    const matches = (key: string) =>
      part.wild ? matchesWildcard(key, part.part, this.#work) : key === part.part;
    let at = start;
    while (at < this.#json.length) {
      const key = this.#readKey(at);
      if (typeof key === 'number') return { next: key, found: false };
      const step = this.#atValue(this.#findValue(key.next), matches(key.text), part.path);
      if (step.found || step.next >= this.#json.length) return step;
      at = step.next;
    }
    return { next: at, found: false };
  }

  /** The next key with the offset behind it; only an offset at the end of the object. */
  #readKey(start: number): { readonly text: string; readonly next: number } | number {
    const json = this.#json;
    for (let at = start; at < json.length; at += 1) {
      const code = json.charCodeAt(at);
      if (code === CLOSE_BRACE) return at + 1;
      if (code !== QUOTE) continue;
      const next = stringEnd(json, at + 1);
      if (next === -1) return json.length;
      const inside = json.slice(at + 1, next - 1);
      return { text: inside.includes('\\') ? unescapeText(inside) : inside, next };
    }
    return json.length;
  }

  #findValue(start: number): number {
    let at = start;
    while (at < this.#json.length && kindAt(this.#json, at) === undefined) at += 1;
    return at;
  }

  /** The value at `at`: taken when it is the one, searched when the path goes on below it, passed over else. */
  #atValue(at: number, matches: boolean, below: string | undefined): Step {
    const json = this.#json;
    const kind = kindAt(json, at);
    if (kind === undefined) return { next: json.length, found: false };
    if (matches && below === undefined) {
      const read = readValue(json, at, kind);
      if (read !== undefined) this.value = read.result;
      return { next: read?.next ?? json.length, found: read !== undefined };
    }
    if (matches && below !== undefined && kind === 'nested') {
      return this.#work.deeper(() =>
        json[at] === '{' ? this.inObject(at + 1, below) : this.inArray(at + 1, below),
      );
    }
    return { next: this.#endOf(at, kind), found: false };
  }

  /** Walks the elements of the array whose first character after the bracket is at `start`. */
  inArray(start: number, path: string): Step {
    const part = readArrayPart(path);
    if (part.path === undefined && part.pipe !== undefined) this.pipe = part.pipe;
    if (part.counts) return this.#overElements(start, part);
    const index = readIndex(part.part);
    let at = start;
    for (let position = 0; at <= this.#json.length; position += 1) {
      at = this.#findElement(at);
      if (kindAt(this.#json, at) === undefined) return { next: at + 1, found: false };
      const step = this.#atValue(at, position === index, part.path);
      if (step.found) return step;
      at = step.next;
    }
    return { next: at, found: false };
  }

  /** `#`, `#.path` and queries, which ask every element; the end of the text ends the array too. */
  #overElements(start: number, part: ArrayPart): Step {
    const json = this.#json;
    const { query } = part;
    const matches = query === undefined ? undefined : new QueryMatches(query, part.path, this.#evaluate);
    const starts: number[] = [];
    for (let at = start; ; ) {
      starts.push(at);
      at = this.#findElement(at);
      const kind = kindAt(json, at);
      if (at > json.length) return { next: at, found: false };
      if (kind === undefined) return this.#finishElements(at + 1, { part, starts, matches });
      const read = readValue(json, at, kind);
      if (read === undefined) return { next: json.length, found: false };
      const first = matches?.take(read.result, this.#work);
      if (matches?.pipe !== undefined) this.pipe = matches.pipe;
      if (first !== undefined) {
        this.value = first;
        return { next: read.next, found: true };
      }
      at = read.next;
    }
  }

  #finishElements(
    next: number,
    {
      part,
      starts,
      matches,
    }: { part: ArrayPart; starts: readonly number[]; matches: QueryMatches | undefined },
  ): Step {
    if (part.part === '#') {
      const count = starts.length - 1;
      this.value =
        part.projection === undefined
          ? { type: 'Number', raw: String(count), text: '', number: count }
          : jsonResult(`[${this.#project(part.projection, starts).join(',')}]`);
      return { next, found: true };
    }
    if (matches?.all !== undefined && !exists(this.value)) this.value = matches.all;
    return { next, found: false };
  }

  /** What the path finds in each of the values that begin behind `starts`. */
  #project(projection: string, starts: readonly number[]): string[] {
    const cut = splitAtPipe(projection);
    if (cut !== undefined) this.pipe = cut.right;
    const path = cut?.left ?? projection;
    const found: string[] = [];
    for (const start of starts) {
      BLANKS.lastIndex = start;
      BLANKS.test(this.#json);
      const at = BLANKS.lastIndex;
      const read = this.#json[at] === ']' ? undefined : readNext(this.#json, at);
      const result = read === undefined ? NOTHING : this.#evaluate(read.result.raw, path);
      if (exists(result)) found.push(result.raw || textOf(result));
    }
    return found;
  }

  /** Offset of the next element, of the closing bracket, or of the end of the text. */
  #findElement(start: number): number {
    let at = start;
    while (
      at < this.#json.length &&
      this.#json.charCodeAt(at) !== CLOSE_BRACKET &&
      kindAt(this.#json, at) === undefined
    ) {
      at += 1;
    }
    return at;
  }

  #endOf(at: number, kind: ValueKind): number {
    if (kind !== 'string') return valueEnd(this.#json, at, kind);
    const end = stringEnd(this.#json, at + 1);
    return end === -1 ? this.#json.length : end;
  }
}

/** An index as gjson reads it: digits only, modulo 2^64. */
function readIndex(part: string): number | undefined {
  return /^\d+$/.test(part) ? Number(BigInt.asIntN(64, BigInt(part))) : undefined;
}
