import { encodeRune } from '../template/runes.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
};
const FOUR_HEX = /^[0-9a-fA-F]{4}$/;
const SURROGATES_MIN = 0xd800;
const LOW_SURROGATES_MIN = 0xdc00;
const SURROGATES_MAX = 0xdfff;
const SUPPLEMENTARY_MIN = 0x10000;
const SPACE = 0x20;

/**
 * The text of a string literal's inside (byte strings). As in gjson it stops at the first control character and
 * the first escape that it does not know; half a surrogate pair becomes U+FFFD.
 */
export function unescapeText(inside: string): string {
  let out = '';
  let copied = 0;
  for (let at = 0; at < inside.length; ) {
    if (inside.charCodeAt(at) < SPACE) return out + inside.slice(copied, at);
    if (inside[at] !== '\\') {
      at += 1;
      continue;
    }
    out += inside.slice(copied, at);
    const read = readEscape(inside, at + 1);
    if (read === undefined) return out;
    out += read.text;
    at = read.next;
    copied = at;
  }
  return out + inside.slice(copied);
}

/** The escape whose letter is at `at`; undefined where reading stops. */
function readEscape(inside: string, at: number): { text: string; next: number } | undefined {
  const letter = inside[at];
  if (letter !== 'u') {
    const text = letter === undefined ? undefined : SIMPLE[letter];
    return text === undefined ? undefined : { text, next: at + 1 };
  }
  if (at + 5 > inside.length) return undefined;
  const rune = readHex(inside, at + 1);
  const next = at + 5;
  const paired = isSurrogate(rune) && inside.startsWith('\\u', next) && inside.length - next >= 6;
  if (!paired) return { text: encodeRune(rune), next };
  return { text: encodeRune(joinSurrogates(rune, readHex(inside, next + 2))), next: next + 6 };
}

/** Four hexadecimal digits; 0 for anything else. */
function readHex(text: string, at: number): number {
  const digits = text.slice(at, at + 4);
  return FOUR_HEX.test(digits) ? Number.parseInt(digits, 16) : 0;
}

function isSurrogate(rune: number): boolean {
  return rune >= SURROGATES_MIN && rune <= SURROGATES_MAX;
}

/** The code point of a pair; half of one, which encodes as U+FFFD, when they do not belong together. */
function joinSurrogates(high: number, low: number): number {
  const isPair = high < LOW_SURROGATES_MIN && low >= LOW_SURROGATES_MIN && low <= SURROGATES_MAX;
  if (!isPair) return SURROGATES_MIN;
  return (high - SURROGATES_MIN) * 0x400 + (low - LOW_SURROGATES_MIN) + SUPPLEMENTARY_MIN;
}
