import { isPrint } from '../fmt/printable.ts';
import { runeAt } from '../rune-at.ts';

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\u00ef\u00bf\u00bd',
};

/** template.HTMLEscapeString. */
export function escapeHtml(bytes: string): string {
  return bytes.replace(/["'&<>\0]/g, (char) => HTML[char] ?? char);
}

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

/** template.JSEscapeString. */
export function escapeJs(bytes: string): string {
  let escaped = '';
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    const char = bytes.slice(offset, offset + size);
    offset += size;
    if (rune < 0x80) escaped += JS[char] ?? (rune < 0x20 ? `\\u00${hex(rune, 2)}` : char);
    else escaped += isPrint(rune) ? char : `\\u${hex(rune, 4)}`;
  }
  return escaped;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** url.QueryEscape. */
export function escapeQuery(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9\-_.~]/g, (char) =>
    char === ' ' ? '+' : `%${hex(char.charCodeAt(0), 2)}`,
  );
}
