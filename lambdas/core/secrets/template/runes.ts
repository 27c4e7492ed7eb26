import { RUNE_ERROR, runeAt } from './rune-at.ts';

/** UTF-8 of one code point; U+FFFD for what is not one, as in Go. */
export function encodeRune(rune: number): string {
  const valid = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  const code = valid ? rune : RUNE_ERROR;
  if (code < 0x80) return String.fromCharCode(code);
  const tail = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

/** Code points of a byte string; U+FFFD for each byte that is not UTF-8. */
export function runesOf(bytes: string): number[] {
  const runes: number[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    runes.push(rune);
    offset += size;
  }
  return runes;
}

/** How many code points there are. */
export function countRunes(bytes: string): number {
  let count = 0;
  for (let offset = 0; offset < bytes.length; count += 1) offset += runeAt(bytes, offset).size;
  return count;
}
