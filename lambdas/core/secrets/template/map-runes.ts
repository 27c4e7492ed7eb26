import { RUNE_ERROR, runeAt } from './rune-at.ts';
import { encodeRune } from './runes.ts';

/** strings.Map: every code point replaced; bytes that are not UTF-8 become U+FFFD. */
export function mapRunes(bytes: string, replace: (rune: number) => number): string {
  let mapped = '';
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    mapped += encodeRune(replace(rune));
    offset += size;
  }
  return mapped;
}

/** Bytes from the first character on that is not `trimmed`, to the last one. */
export function trimRunes(bytes: string, trimmed: (rune: number) => boolean): string {
  let start = 0;
  while (start < bytes.length) {
    const { rune, size } = runeAt(bytes, start);
    if (!trimmed(rune)) break;
    start += size;
  }
  let end = bytes.length;
  while (end > start) {
    const from = lastRuneStart(bytes, start, end);
    if (!trimmed(runeAt(bytes.slice(from, end), 0).rune)) break;
    end = from;
  }
  return bytes.slice(start, end);
}

/** Where the last character before `end` begins (utf8.DecodeLastRune). */
function lastRuneStart(bytes: string, start: number, end: number): number {
  for (let from = end - 1; from >= Math.max(start, end - 4); from -= 1) {
    const { rune, size } = runeAt(bytes.slice(from, end), 0);
    if (from + size === end && !(rune === RUNE_ERROR && size === 1)) return from;
    if ((bytes.charCodeAt(from) & 0xc0) !== 0x80) break;
  }
  return end - 1;
}
