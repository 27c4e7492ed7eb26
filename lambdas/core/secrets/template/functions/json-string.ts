import { RUNE_ERROR, runeAt } from '../rune-at.ts';

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A JSON string as encoding/json writes it: bytes that are not UTF-8 become `\ufffd`. */
export function quoteJson(bytes: string, escapesHtml: boolean): string {
  let quoted = '"';
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    const char = bytes.slice(offset, offset + size);
    offset += size;
    const isHtml = escapesHtml && (char === '<' || char === '>' || char === '&');
    if (rune === RUNE_ERROR && size === 1) quoted += '\\ufffd';
    else if (rune < 0x20 || isHtml) quoted += SHORT[char] ?? `\\u${rune.toString(16).padStart(4, '0')}`;
    else if (rune === 0x2028 || rune === 0x2029) quoted += `\\u${rune.toString(16)}`;
    else quoted += SHORT[char] ?? char;
  }
  return `${quoted}"`;
}
