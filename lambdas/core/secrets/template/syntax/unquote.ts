import { runeAt } from '../rune-at.ts';
import { encodeRune } from '../runes.ts';

const SHORT: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The string a Go literal stands for, in `"` or `` ` ``; undefined where Go says `invalid syntax`. */
export function unquote(literal: string): string | undefined {
  const mark = literal.charAt(0);
  const body = literal.slice(1, -1);
  if (mark === '`') return body.replaceAll('\r', '');
  let text = '';
  for (let offset = 0; offset < body.length; ) {
    const read = unquoteChar(body, offset, mark);
    if (read === undefined) return undefined;
    text += read.bytes;
    offset = read.end;
  }
  return text;
}

export interface UnquotedChar {
  /** What goes into a string: the UTF-8 of the character, or one byte of `\x` and octal escapes. */
  readonly bytes: string;
  readonly rune: number;
  readonly end: number;
}

/** One character or escape of a literal; undefined where Go says `invalid syntax`. */
export function unquoteChar(body: string, offset: number, mark: string): UnquotedChar | undefined {
  const char = body.charAt(offset);
  if (char === '' || char === mark || char === '\n') return undefined;
  if (char !== '\\') {
    const { rune, size } = runeAt(body, offset);
    return { bytes: body.slice(offset, offset + size), rune, end: offset + size };
  }
  return unquoteEscape(body, offset + 1, mark);
}

function unquoteEscape(body: string, offset: number, mark: string): UnquotedChar | undefined {
  const char = body.charAt(offset);
  const short = char === mark ? mark : SHORT[char];
  if (short !== undefined) return { bytes: short, rune: short.charCodeAt(0), end: offset + 1 };
  const octal = /^[0-7]{3}/.exec(body.slice(offset, offset + 3))?.[0];
  if (octal !== undefined) {
    const byte = Number.parseInt(octal, 8);
    return byte > 0xff ? undefined : { bytes: String.fromCharCode(byte), rune: byte, end: offset + 3 };
  }
  const count = HEX_DIGITS[char];
  if (count === undefined) return undefined;
  const digits = body.slice(offset + 1, offset + 1 + count);
  if (digits.length < count || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const rune = Number.parseInt(digits, 16);
  const end = offset + 1 + count;
  if (char === 'x') return { bytes: String.fromCharCode(rune), rune, end };
  const isRune = rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  return isRune ? { bytes: encodeRune(rune), rune, end } : undefined;
}
