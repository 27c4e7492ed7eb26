import { RUNE_ERROR, runeAt } from '../rune-at.ts';
import { encodeRune } from '../runes.ts';
import { isPrint } from './printable.ts';

const SHORT: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  12: '\\f',
  10: '\\n',
  13: '\\r',
  9: '\\t',
  11: '\\v',
};

/** Go's quoted string (strconv.Quote); with `asciiOnly`, nothing above U+007E stays as it is. */
export function quote(bytes: string, asciiOnly = false): string {
  let quoted = '"';
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    quoted +=
      size === 1 && rune === RUNE_ERROR
        ? `\\x${hex(bytes.charCodeAt(offset), 2)}`
        : escapeRune(rune, '"', asciiOnly);
    offset += size;
  }
  return `${quoted}"`;
}

/** Go's quoted character (strconv.QuoteRune). */
export function quoteRune(rune: number, asciiOnly = false): string {
  const isRune = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  return `'${escapeRune(isRune ? rune : RUNE_ERROR, "'", asciiOnly)}'`;
}

function escapeRune(rune: number, mark: string, asciiOnly: boolean): string {
  if (rune === mark.charCodeAt(0) || rune === 0x5c) return `\\${String.fromCharCode(rune)}`;
  if (asciiOnly ? rune < 0x7f && rune >= 0x20 : isPrint(rune)) return encodeRune(rune);
  const short = SHORT[rune];
  if (short !== undefined) return short;
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex(rune, 2)}`;
  return rune < 0x10000 ? `\\u${hex(rune, 4)}` : `\\U${hex(rune, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Whether a string can stand between backquotes unchanged (strconv.CanBackquote). */
export function canBackquote(bytes: string): boolean {
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    offset += size;
    if (size > 1 ? rune === 0xfeff : rune === RUNE_ERROR) return false;
    if (size === 1 && ((rune < 0x20 && rune !== 9) || rune === 0x60 || rune === 0x7f)) return false;
  }
  return true;
}
