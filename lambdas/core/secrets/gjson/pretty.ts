import { stringEnd } from './nested-end.ts';
import type { PrettyOptions } from './pretty-options.ts';
import { type Pair, sortPairs } from './pretty-sort.ts';
import type { Work } from './work.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** An array is not tried on a line with less room. */
const LINE_ROOM_MIN = 4;
const WORDS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const NUMBER_ENDS = ',:]}';

/** What stands between two brackets. */
interface Body {
  readonly opening: '{' | '[';
  /** Levels of indentation of the brackets. */
  readonly tabs: number;
  /** Lines are broken; false while an array is tried on one line. */
  readonly broken: boolean;
}

interface Printed {
  /** Offset behind what was read. */
  readonly next: number;
  /** False for what cannot stand on one line. */
  readonly fits: boolean;
}

/** `@pretty`: one member a line, short arrays on one line, a line break at the end. Throws PropertyLimitError. */
export function prettyJson(json: string, options: PrettyOptions, work: Work): string {
  return new Printer(json, options, work).print();
}

class Printer {
  readonly #json: string;
  readonly #options: PrettyOptions;
  readonly #work: Work;
  /** Bytes written. */
  readonly #out: number[] = [];
  /** Where the current line begins in them, as the original counts it. */
  #line = 0;

  constructor(json: string, options: PrettyOptions, work: Work) {
    this.#json = json;
    this.#options = options;
    this.#work = work;
  }

  print(): string {
    this.#write(this.#options.prefix);
    this.#value(0, 0, true);
    if (this.#out.length > 0) this.#out.push(NEWLINE);
    return Buffer.from(this.#out).toString('latin1');
  }

  /** The next value from `start` on; characters that begin none are passed over. */
  #value(start: number, tabs: number, broken: boolean): Printed {
    const json = this.#json;
    for (let at = start; at < json.length; at += 1) {
      const first = json[at] ?? '';
      if (first === '{' || first === '[') {
        return this.#work.deeper(() => this.#nested(at, { opening: first, tabs, broken }));
      }
      const word = WORDS[first];
      if (first === '"') return this.#copy(at, stringEnd(json, at + 1));
      if (/[-+0-9iIN]/.test(first) || (first === 'n' && at + 1 < json.length && json[at + 1] !== 'u')) {
        return this.#copy(at, printedNumberEnd(json, at));
      }
      if (word === undefined) continue;
      this.#write(word);
      return { next: at + word.length, fits: true };
    }
    return { next: json.length, fits: true };
  }

  #copy(start: number, end: number): Printed {
    const next = end === -1 ? this.#json.length : end;
    this.#write(this.#json.slice(start, next));
    return { next, fits: true };
  }

  #nested(at: number, body: Body): Printed {
    const { width } = this.#options;
    if (width > 0 && !body.broken && body.opening === '{') return { next: at, fits: false };
    const room = width - (this.#out.length - this.#line);
    if (width > 0 && body.broken && body.opening === '[' && room >= LINE_ROOM_MIN) {
      const written = this.#out.length;
      const line = this.#line;
      const tried = this.#body(at, { opening: '[', tabs: 0, broken: false });
      this.#line = line;
      if (tried.fits && this.#out.length - written <= room) return tried;
      this.#out.length = written;
    }
    return this.#body(at, body);
  }

  #body(start: number, body: Body): Printed {
    const { opening, broken, tabs } = body;
    const pairs: Pair[] = [];
    this.#write(opening);
    let count = 0;
    for (let at = start + 1; at < this.#json.length; ) {
      const character = this.#json[at];
      if (character === (opening === '{' ? '}' : ']')) {
        if (broken) this.#closeLine(pairs, count, body);
        this.#write(opening === '{' ? '}' : ']');
        return { next: at + 1, fits: opening === '[' };
      }
      if (this.#json.charCodeAt(at) <= SPACE || (opening === '{' && character !== '"')) {
        at += 1;
        continue;
      }
      this.#separate(count, body);
      const pair = { start: this.#out.length, key: '' };
      if (broken) this.#indent(tabs + 1);
      if (opening === '{') {
        const { next } = this.#copy(at, stringEnd(this.#json, at + 1));
        pair.key = this.#json.slice(at, next);
        at = next;
        this.#write(broken ? ': ' : ':');
      }
      const printed = this.#value(at, tabs + 1, broken);
      if (!broken && !printed.fits) return printed;
      if (opening === '{') pairs.push({ ...pair, end: this.#out.length });
      at = printed.next;
      count += 1;
    }
    return { next: this.#json.length, fits: opening === '[' };
  }

  /** The comma and the new line in front of a member. */
  #separate(count: number, { opening, broken }: Body): void {
    if (count > 0) this.#write(opening === '[' && this.#options.width !== -1 ? ', ' : ',');
    if (broken) this.#breakLine();
  }

  #closeLine(pairs: readonly Pair[], count: number, { tabs }: Body): void {
    if (count === 0) return;
    if (this.#options.sortKeys) sortPairs(this.#out, pairs, this.#work);
    this.#breakLine();
    this.#indent(tabs);
  }

  #breakLine(): void {
    this.#line = this.#out.length;
    if (this.#out.at(-1) === SPACE) this.#out[this.#line - 1] = NEWLINE;
    else this.#out.push(NEWLINE);
  }

  #indent(tabs: number): void {
    this.#write(this.#options.prefix);
    this.#write(this.#options.indent.repeat(tabs));
  }

  #write(bytes: string): void {
    this.#work.spend(bytes.length + 1);
    for (let i = 0; i < bytes.length; i += 1) this.#out.push(bytes.charCodeAt(i));
  }
}

function printedNumberEnd(json: string, at: number): number {
  let end = at + 1;
  while (end < json.length && json.charCodeAt(end) > SPACE && !NUMBER_ENDS.includes(json[end] ?? ''))
    end += 1;
  return end;
}
