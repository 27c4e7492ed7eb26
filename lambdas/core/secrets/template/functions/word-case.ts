import { RUNE_ERROR, runeAt } from '../rune-at.ts';
import { toLower, toUpper } from '../rune-case.ts';
import { encodeRune, runesOf } from '../runes.ts';
import { isSpace } from '../unicode.ts';

/** Words of identifiers as the library xstrings finds them, on which snakecase and kebabcase are built. */

type WordKind = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const isUpper = (rune: number): boolean => /\p{Lu}/u.test(String.fromCodePoint(rune));
const isPunctuation = (rune: number): boolean => /\p{P}/u.test(String.fromCodePoint(rune));
const isNumber = (rune: number): boolean => /\p{N}/u.test(String.fromCodePoint(rune));
const isConnector = (rune: number): boolean => rune === 0x2d || rune === 0x5f || isSpace(rune);
/** Letters of scripts that are not written by ideographs or syllables. */
const isAlphabet = (rune: number): boolean =>
  /\p{L}/u.test(String.fromCodePoint(rune)) &&
  !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(
    String.fromCodePoint(rune),
  );

function isSmall(rune: number): boolean {
  return isAlphabet(rune) && !isUpper(rune);
}

/** `HelloWorld` to `hello_world`: words in small letters with a connector between. */
export function separatedCase(bytes: string, connector: string): string {
  const joiner = new WordJoiner(splitWords(bytes), connector);
  while (joiner.hasMore()) joiner.step();
  return joiner.finish();
}

/** Joins words as xstrings does: numbers stay with the letters behind them. */
class WordJoiner {
  readonly #words: readonly Word[];
  readonly #connector: string;
  #index = 0;
  #result = '';

  constructor(words: readonly Word[], connector: string) {
    this.#words = words;
    this.#connector = connector;
  }

  hasMore(): boolean {
    return this.#index < this.#words.length - 1;
  }

  step(): void {
    const word = this.#take();
    if (word === undefined) return;
    this.#write(word);
    const next = this.#words[this.#index];
    if (word.kind === 'number') this.#joinRun();
    else if (word.kind === 'connector' || word.kind === 'punctuation') return;
    else if (next?.kind !== 'number') this.#connect(next);
    else if (this.hasMore()) this.#joinNumber(next);
  }

  finish(): string {
    const last = this.#take();
    if (last !== undefined) this.#write(last);
    return this.#result;
  }

  #joinNumber(number: Word): void {
    const after = this.#words[this.#index + 1];
    if (after?.kind === 'alphabet') this.#result += this.#connector;
    this.#index += 1;
    this.#write(number);
    if (after?.kind === 'alphabet') this.#joinRun();
    else this.#connect(after);
  }

  /** Letters and numbers that follow belong to the same word. */
  #joinRun(): void {
    let next = this.#words[this.#index];
    while (next?.kind === 'alphabet' || next?.kind === 'number') {
      this.#write(next);
      this.#index += 1;
      next = this.#words[this.#index];
    }
    if (next?.kind !== 'invalid') this.#connect(next);
  }

  #connect(next: Word | undefined): void {
    const isJoined = next === undefined || next.kind === 'connector' || next.kind === 'punctuation';
    if (!isJoined) this.#result += this.#connector;
  }

  #take(): Word | undefined {
    this.#index += 1;
    return this.#words[this.#index - 1];
  }

  #write({ kind, text }: Word): void {
    this.#result += kind === 'upper' || kind === 'connector' ? lowered(text, this.#connector) : text;
  }
}

function lowered(text: string, connector: string): string {
  return runesOf(text)
    .map((rune) => (isConnector(rune) ? connector : encodeRune(isUpper(rune) ? toLower(rune) : rune)))
    .join('');
}

function splitWords(bytes: string): Word[] {
  const words: Word[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const { kind, end } = nextWord(bytes, offset);
    words.push({ kind, text: bytes.slice(offset, end) });
    offset = end;
  }
  return words;
}

function nextWord(bytes: string, from: number): { readonly kind: WordKind; readonly end: number } {
  const first = nextRune(bytes, from, RUNE_ERROR);
  const { rune, end } = first;
  if (rune === RUNE_ERROR) return { kind: 'invalid', end };
  if (isConnector(rune)) return { kind: 'connector', end: runEnd(bytes, first, isConnector) };
  if (isPunctuation(rune)) return { kind: 'punctuation', end: runEnd(bytes, first, isPunctuation) };
  if (isUpper(rune)) return { kind: 'upper', end: upperEnd(bytes, first) };
  if (isAlphabet(rune)) return { kind: 'alphabet', end: runEnd(bytes, first, isSmall) };
  if (isNumber(rune)) return { kind: 'number', end: runEnd(bytes, first, isNumber) };
  const isOther = (next: number): boolean =>
    !isConnector(next) && !isAlphabet(next) && !isNumber(next) && !isPunctuation(next);
  return { kind: 'other', end: runEnd(bytes, first, isOther) };
}

interface Found {
  readonly rune: number;
  readonly end: number;
}

/** `HTTPServer` is `HTTP` and `Server`; `Server` is one word. */
function upperEnd(bytes: string, first: Found): number {
  if (first.end >= bytes.length) return first.end;
  let next = nextRune(bytes, first.end, first.rune);
  if (!isUpper(next.rune)) return isAlphabet(next.rune) ? runEnd(bytes, next, isSmall) : first.end;
  let last = first.end;
  while (next.end < bytes.length) {
    const after = nextRune(bytes, next.end, next.rune);
    if (!isUpper(after.rune)) return isAlphabet(after.rune) ? last : next.end;
    last = next.end;
    next = after;
  }
  return next.end;
}

function runEnd(bytes: string, first: Found, belongs: (rune: number) => boolean): number {
  let found = first;
  while (found.end < bytes.length) {
    const next = nextRune(bytes, found.end, found.rune);
    if (!belongs(next.rune)) break;
    found = next;
  }
  return found.end;
}

/** The next character that is UTF-8; bytes that are not belong to it, or at the end to the one before. */
function nextRune(bytes: string, from: number, previous: number): Found {
  let end = from;
  while (end < bytes.length) {
    const { rune, size } = runeAt(bytes, end);
    end += size;
    if (rune !== RUNE_ERROR) return { rune, end };
  }
  return { rune: previous, end };
}

/** `hello_world` to `HelloWorld` (xstrings.ToPascalCase). */
export function camelCase(bytes: string): string {
  const runes = runesOf(bytes);
  const start = runes.findIndex((rune) => !isConnector(rune));
  if (start < 0)
    return runes.map(encodeRune).join('') + (runes.length > 0 ? encodeRune(runes.at(-1) ?? 0) : '');
  let result = runes.slice(0, start).map(encodeRune).join('');
  let isAfterCapital = isUpper(runes[start] ?? 0);
  let current = toUpper(runes[start] ?? 0);
  for (const rune of runes.slice(start + 1)) {
    const previous = current;
    current = rune;
    if (isConnector(current) && isConnector(previous)) result += encodeRune(previous);
    else if (isConnector(previous)) {
      isAfterCapital = isUpper(current);
      current = toUpper(current);
    } else {
      if (isAfterCapital && isUpper(current)) current = toLower(current);
      else if (isAfterCapital) isAfterCapital = false;
      result += encodeRune(previous);
    }
  }
  return result + encodeRune(current);
}
