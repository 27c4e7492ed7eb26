import { SPACE } from './codes.ts';

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
