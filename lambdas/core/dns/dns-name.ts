import { isUtf8 } from 'node:buffer';
import { domainToASCII } from 'node:url';
import { trimFinalDot } from './name-rules.ts';

/**
 * One spelling per name, so that a name from a manifest and the same name from Route 53 are equal strings:
 * lower case, ASCII (IDNA), no final dot, Route 53's octal escapes decoded (`\052` is `*`). ExternalDNS compares
 * zones case-sensitively and loses upper-case names silently; we do not.
 */

const NON_ASCII = /[\u0080-\u{10ffff}]/u;
const OCTAL = /\\([0-7]{3})/g;
/** A backslash that begins no octal escape, or a quote: the peer leaves such a name as it is. */
const NOT_OCTAL = /\\(?![0-7]{3})|"/;

/**
 * Name as we key, compare and write it: lower-case ASCII without a final dot. Labels outside ASCII go through
 * IDNA; Go maps the sharp s and the final sigma away (transitional), which Node does not, so that is done first.
 */
export function normalizeName(name: string): string {
  const trimmed = trimFinalDot(name.trim());
  if (!NON_ASCII.test(trimmed)) return dropEmptyPunycode(trimmed.toLowerCase());
  return trimmed.split('.').map(labelToAscii).join('.');
}

/** Route 53 keeps bytes outside `a-z 0-9 - _ .` as `\` and three octal digits; the bytes are UTF-8. */
export function unescapeName(name: string): string {
  if (!name.includes('\\') || NOT_OCTAL.test(name)) return name;
  const escaped = Buffer.from(name).toString('latin1');
  const bytes = escaped.replace(OCTAL, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8) & 0xff),
  );
  const decoded = Buffer.from(bytes, 'latin1');
  // Bytes that are no UTF-8 stay escaped: two such names must not become one.
  return isUtf8(decoded) ? decoded.toString('utf8') : name;
}

/** The key of a record set read from Route 53. */
export function observedName(name: string): string {
  return trimFinalDot(unescapeName(name)).toLowerCase();
}

/** `xn--` with nothing behind it encodes the empty label. */
function dropEmptyPunycode(name: string): string {
  return name.includes('xn--') ? name.replace(/(^|\.)xn--(?=\.|$)/g, '$1') : name;
}

function labelToAscii(label: string): string {
  if (!NON_ASCII.test(label)) return label.toLowerCase();
  const mapped = label.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ');
  return domainToASCII(mapped) || mapped;
}
