import { isDigit, isLetter } from '../unicode.ts';

/** Letters, digits and `_` make names. */
export function isAlphaNumeric(rune: number): boolean {
  if (rune < 0x80) return /^\w$/.test(String.fromCharCode(rune));
  return isLetter(rune) || isDigit(rune);
}
