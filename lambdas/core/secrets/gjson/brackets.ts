import { trimBlanks } from './blanks.ts';

/** Without the brackets: the first and the last character, whatever the last one is. */
export function unwrap(json: string): string {
  const trimmed = trimBlanks(json);
  return trimmed.length >= 2 && /^[[{]/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
