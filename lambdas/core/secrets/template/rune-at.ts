/** What Go puts in place of a byte that is not UTF-8. */
export const RUNE_ERROR = 0xfffd;

export interface Rune {
  readonly rune: number;
  readonly size: number;
}

const INVALID: Rune = { rune: RUNE_ERROR, size: 1 };
const ASCII: readonly Rune[] = Array.from({ length: 128 }, (_, rune) => ({ rune, size: 1 }));
/** Lowest code point of each length; a longer encoding of a lower one is not UTF-8. */
const LOWEST: readonly number[] = [0, 0, 0x80, 0x800, 0x10000];

/** One character at an offset: its code point and its length in bytes (U+FFFD and 1 where it is not UTF-8). */
export function runeAt(bytes: string, offset: number): Rune {
  const lead = bytes.charCodeAt(offset);
  const ascii = ASCII[lead];
  if (ascii !== undefined) return ascii;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (!(lead >= 0xc2 && lead <= 0xf4) || offset + size > bytes.length) return INVALID;
  let rune = lead & (0x7f >> size);
  for (let index = 1; index < size; index += 1) {
    const byte = bytes.charCodeAt(offset + index);
    if ((byte & 0xc0) !== 0x80) return INVALID;
    rune = (rune << 6) | (byte & 0x3f);
  }
  const isSurrogate = rune >= 0xd800 && rune <= 0xdfff;
  return rune < (LOWEST[size] ?? 0) || rune > 0x10ffff || isSurrogate ? INVALID : { rune, size };
}
