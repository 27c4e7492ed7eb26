import type { Result } from './result.ts';
import { unescapeText } from './unescape.ts';

/** A string literal, quotes included. */
export function stringResult(raw: string): Result {
  const inside = raw.slice(1, -1);
  return { type: 'String', raw, text: inside.includes('\\') ? unescapeText(inside) : inside, number: 0 };
}
