/** Go's unicode package over code points, for the few questions that template functions ask. */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const SPACE = /^\p{White_Space}$/u;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

export function isLetter(rune: number): boolean {
  return matches(LETTER, rune);
}

export function isDigit(rune: number): boolean {
  return matches(DIGIT, rune);
}

export function isSpace(rune: number): boolean {
  return matches(SPACE, rune);
}


function matches(pattern: RegExp, rune: number): boolean {
  return pattern.test(String.fromCodePoint(rune));
}

/** strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrint(rune: number): boolean {
  if (rune < 0x7f) return rune >= 0x20;
  return rune <= 0x10ffff && matches(PRINTABLE, rune);
}
