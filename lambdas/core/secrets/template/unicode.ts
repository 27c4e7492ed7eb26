/** Go's unicode package over code points, for the few questions that template functions ask. */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const SPACE = /^\p{White_Space}$/u;

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
