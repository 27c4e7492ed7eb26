import { quoteRune } from '../fmt/quote.ts';
import type { Budget } from '../limits.ts';
import { map, slice } from '../make.ts';
import { RUNE_ERROR, runeAt } from '../rune-at.ts';
import { encodeRune } from '../runes.ts';
import { FunctionError } from '../template-error.ts';
import type { Value } from '../values.ts';

/** json.Unmarshal into an interface{}; throws FunctionError in Go's words. Linear in the text. */
export function parseJson(budget: Budget, bytes: string): Value {
  budget.spendBytes(bytes.length);
  const reader = new JsonReader(budget, bytes);
  const value = reader.value('looking for beginning of value');
  reader.skipSpace();
  if (reader.at < bytes.length) throw reader.unexpected('after top-level value');
  return value;
}

const LITERALS: Readonly<Record<string, readonly [string, boolean | null]>> = {
  t: ['true', true],
  f: ['false', false],
  n: ['null', null],
};
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonReader {
  at = 0;
  readonly #budget: Budget;
  readonly #bytes: string;

  constructor(budget: Budget, bytes: string) {
    this.#budget = budget;
    this.#bytes = bytes;
  }

  value(context: string): Value {
    this.#budget.spend(1);
    this.skipSpace();
    const char = this.#bytes[this.at] ?? '';
    const literal = LITERALS[char];
    if (literal !== undefined) return this.#literal(literal[0], literal[1]);
    if (char === '{') return this.#budget.nested(() => this.#object());
    if (char === '[') return this.#budget.nested(() => this.#array());
    if (char === '"') return this.#string();
    if (char === '-' || (char >= '0' && char <= '9')) return this.#number();
    throw this.unexpected(context);
  }

  skipSpace(): void {
    while (' \t\r\n'.includes(this.#bytes[this.at] ?? 'x')) this.at += 1;
  }

  unexpected(context: string): FunctionError {
    const char = this.#bytes[this.at];
    if (char === undefined) return new FunctionError('unexpected end of JSON input');
    return new FunctionError(`invalid character ${quoteByte(char)} ${context}`);
  }

  #literal(word: string, value: boolean | null): Value {
    for (const [index, char] of [...word].entries()) {
      if (this.#bytes[this.at] !== char) {
        throw this.unexpected(`in literal ${word} (expecting ${quoteByte(word.charAt(index))})`);
      }
      this.at += 1;
    }
    return value;
  }

  #number(): Value {
    NUMBER.lastIndex = this.at;
    const text = NUMBER.exec(this.#bytes)?.[0];
    if (text === undefined) {
      this.at += 1;
      throw this.unexpected('in numeric literal');
    }
    this.at += text.length;
    const next = this.#bytes[this.at] ?? '';
    if (next === '.' || next === 'e' || next === 'E') {
      this.at += 1;
      throw this.unexpected(
        next === '.' ? 'after decimal point in numeric literal' : 'in exponent of numeric literal',
      );
    }
    const value = Number(text);
    if (!Number.isFinite(value)) {
      throw new FunctionError(`json: cannot unmarshal number ${text} into Go value of type float64`);
    }
    return value;
  }

  #array(): Value {
    const items: Value[] = [];
    this.at += 1;
    this.skipSpace();
    if (this.#bytes[this.at] === ']') {
      this.at += 1;
      return slice(items);
    }
    for (;;) {
      items.push(this.value('looking for beginning of value'));
      this.skipSpace();
      const char = this.#bytes[this.at];
      if (char !== ',' && char !== ']') throw this.unexpected('after array element');
      this.at += 1;
      if (char === ']') return slice(items);
    }
  }

  #object(): Value {
    const entries = new Map<string, Value>();
    this.at += 1;
    this.skipSpace();
    if (this.#bytes[this.at] === '}') {
      this.at += 1;
      return map(entries);
    }
    for (;;) {
      this.skipSpace();
      if (this.#bytes[this.at] !== '"') throw this.unexpected('looking for beginning of object key string');
      const key = this.#string();
      this.skipSpace();
      if (this.#bytes[this.at] !== ':') throw this.unexpected('after object key');
      this.at += 1;
      entries.set(key, this.value('looking for beginning of value'));
      this.skipSpace();
      const char = this.#bytes[this.at];
      if (char !== ',' && char !== '}') throw this.unexpected('after object key:value pair');
      this.at += 1;
      if (char === '}') return map(entries);
    }
  }

  #string(): string {
    let text = '';
    this.at += 1;
    for (;;) {
      const char = this.#bytes[this.at];
      if (char === undefined) throw this.unexpected('');
      if (char === '"') break;
      if (char < ' ') throw this.unexpected('in string literal');
      if (char === '\\') text += this.#escape();
      else {
        const { rune, size } = runeAt(this.#bytes, this.at);
        text += rune === RUNE_ERROR ? encodeRune(rune) : this.#bytes.slice(this.at, this.at + size);
        this.at += size;
      }
    }
    this.at += 1;
    return text;
  }

  #escape(): string {
    this.at += 1;
    const char = this.#bytes[this.at] ?? '';
    const plain = ESCAPES[char];
    if (plain !== undefined) {
      this.at += 1;
      return plain;
    }
    if (char !== 'u') throw this.unexpected('in string escape code');
    const unit = this.#hexUnit();
    const isHigh = unit >= 0xd800 && unit < 0xdc00;
    if (!isHigh || !this.#bytes.startsWith('\\u', this.at)) return encodeRune(unit);
    // A second half that does not fit stays, and is read again.
    const back = this.at;
    this.at += 1;
    const low = this.#hexUnit();
    if (low >= 0xdc00 && low < 0xe000) return encodeRune(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
    this.at = back;
    return encodeRune(RUNE_ERROR);
  }

  #hexUnit(): number {
    this.at += 1;
    for (let index = 0; index < 4; index += 1, this.at += 1) {
      if (!/^[\da-fA-F]$/.test(this.#bytes[this.at] ?? '')) {
        throw this.unexpected('in \\u hexadecimal character escape');
      }
    }
    return Number.parseInt(this.#bytes.slice(this.at - 4, this.at), 16);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function quoteByte(char: string): string {
  if (char === "'") return "'\\''";
  return char === '"' ? "'\"'" : quoteRune(char.charCodeAt(0));
}
