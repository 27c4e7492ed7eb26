import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, SPACE } from './codes.ts';

const LOWER_A = 0x61;
const LOWER_Z = 0x7a;

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

function isLowerCase(code: number): boolean {
  return code >= LOWER_A && code <= LOWER_Z;
}
