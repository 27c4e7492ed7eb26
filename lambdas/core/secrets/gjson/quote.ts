import { RUNE_ERROR, runeAt } from '../template/rune-at.ts';

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  '"': '\\"',
};
const NOT_PLAIN = /[^ -~\u007f]|["\\<>&]/;
const LINE_SEPARATORS: readonly number[] = [0x2028, 0x2029];

/** A byte string as JSON string literal the way Go writes one: `<`, `>`, `&` and line separators are escaped. */
export function quoteJson(text: string): string {
  if (!NOT_PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (let at = 0; at < text.length; ) {
    const { rune, size } = runeAt(text, at);
    out += quoteRune(text.slice(at, at + size), rune);
    at += size;
  }
  return `${out}"`;
}

function quoteRune(bytes: string, rune: number): string {
  if (rune === RUNE_ERROR && bytes.length === 1) return '\\ufffd';
  if (!NOT_PLAIN.test(bytes)) return bytes;
  const short = SHORT[bytes];
  if (short !== undefined) return short;
  const isEscaped = rune < 0x80 || LINE_SEPARATORS.includes(rune);
  return isEscaped ? `\\u${rune.toString(16).padStart(4, '0')}` : bytes;
}
