/**
 * Where values end in JSON text that nobody has checked. gjson reads any text, so these are its rules and not
 * JSON's: brackets of every kind close each other, numbers and literals end at the first character that cannot be
 * theirs, and what is not terminated ends with the text (reference: eso appendix C 8).
 */
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './codes.ts';

const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;

/** Offset behind the closing quote of the string whose first character is at `at`; -1 when nothing closes it. */
export function stringEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === QUOTE) return i + 1;
  }
  return -1;
}

/**
 * Offset behind the bracket that closes the one at `at`, whatever character stands there. Without one it is the
 * length of the text, and one more when the text breaks off inside a string: an array around it then has no end.
 */
export function nestedEnd(text: string, at: number): number {
  let depth = 1;
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = stringEnd(text, i + 1);
      if (end === -1) return text.length + 1;
      i = end - 1;
    } else if (isOpening(code)) {
      depth += 1;
    } else if (isClosing(code)) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

/** Offset behind the string or bracketed part that begins at `at`. */
export function squashEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== QUOTE) return nestedEnd(text, at);
  const end = stringEnd(text, at + 1);
  return end === -1 ? text.length : end;
}

function isOpening(code: number): boolean {
  return code === OPEN_BRACE || code === OPEN_BRACKET || code === OPEN_PARENTHESIS;
}

function isClosing(code: number): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET || code === CLOSE_PARENTHESIS;
}
