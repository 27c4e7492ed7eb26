/** Go maps one code point to one; where JavaScript makes more of it, these are Go's. */
const LOWER: ReadonlyMap<number, number> = new Map([[0x130, 0x69]]);
/** Greek letters with an iota below: their capital is one letter. */
const GREEK_UPPER: ReadonlyMap<number, number> = new Map([
  [0x1fb3, 0x1fbc],
  [0x1fc3, 0x1fcc],
  [0x1ff3, 0x1ffc],
]);
/** Letters of two parts: capital, title and small form in a row. */
const DIGRAPHS: readonly number[] = [0x1c4, 0x1c7, 0x1ca, 0x1f1];

/** unicode.ToUpper. */
export function toUpper(rune: number): number {
  if (rune >= 0x1f80 && rune < 0x1fb0) return rune | 8;
  return GREEK_UPPER.get(rune) ?? single(String.fromCodePoint(rune).toUpperCase(), rune);
}

/** unicode.ToLower. */
export function toLower(rune: number): number {
  return LOWER.get(rune) ?? single(String.fromCodePoint(rune).toLowerCase(), rune);
}

/** unicode.ToTitle. */
export function toTitle(rune: number): number {
  const digraph = DIGRAPHS.find((first) => rune >= first && rune < first + 3);
  if (digraph !== undefined) return digraph + 1;
  const isGeorgian = rune >= 0x10d0 && rune <= 0x10ff;
  return isGeorgian ? rune : toUpper(rune);
}

function single(text: string, rune: number): number {
  const first = text.codePointAt(0) ?? rune;
  return text.length === String.fromCodePoint(first).length ? first : rune;
}
