import { compareBytes } from '../object-key.ts';

/** Go's `%+v` of a map of texts, keys in byte order: `map[a:1 b:2]`. */
export function renderTexts(map: Readonly<Record<string, string>> = {}): string {
  const keys = Object.keys(map).sort(compareBytes);
  return `map[${keys.map((key) => `${key}:${map[key]}`).join(' ')}]`;
}
