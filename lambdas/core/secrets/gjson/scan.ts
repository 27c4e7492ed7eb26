/**
 * Where values end in JSON text that nobody has checked. gjson reads any text, so these are its rules and not
 * JSON's: brackets of every kind close each other, numbers and literals end at the first character that cannot be
 * theirs, and what is not terminated ends with the text (reference: eso appendix C 8).
 */

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const SPACE = 0x20;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;

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

/** Offset behind the number at `at`. */
export function numberEnd(text: string, at: number): number {
  let i = at + 1;
  for (; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code <= SPACE || code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE) break;
  }
  return i;
}

/** Offset behind the word at `at`: lower-case letters, after a first character that may be any. */
export function literalEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && isLowerCase(text.charCodeAt(i))) i += 1;
  return i;
}

/** Offset of the first character above a blank from `at` on. */
export function skipBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length && text.charCodeAt(i) <= SPACE) i += 1;
  return i;
}

/** Without blanks and control characters at both ends. */
export function trimBlanks(text: string): string {
  let end = text.length;
  const start = skipBlanks(text, 0);
  while (end > start && text.charCodeAt(end - 1) <= SPACE) end -= 1;
  return text.slice(start, end);
}

function isOpening(code: number): boolean {
  return code === OPEN_BRACE || code === OPEN_BRACKET || code === OPEN_PARENTHESIS;
}

function isClosing(code: number): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET || code === CLOSE_PARENTHESIS;
}

function isLowerCase(code: number): boolean {
  return code >= LOWER_A && code <= LOWER_Z;
}
