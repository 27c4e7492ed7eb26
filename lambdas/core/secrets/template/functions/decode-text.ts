import { isPrint } from '../fmt/printable.ts';
import { encodeRune } from '../runes.ts';
import { FunctionError } from '../template-error.ts';

/** encoding/base64 with the standard alphabet; line breaks are ignored, anything else out of place is an error. */
export function decodeBase64(text: string): string {
  const problem = findBase64Problem(text);
  if (problem >= 0) throw new FunctionError(`illegal base64 data at input byte ${problem}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

/** Offset of the first byte that does not belong, or -1. */
function findBase64Problem(text: string): number {
  let count = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const char = text.charAt(offset);
    if (char === '\n' || char === '\r') continue;
    if (char === '=') return checkPadding(text, offset, count % 4);
    if (!/[A-Za-z0-9+/]/.test(char)) return offset;
    count += 1;
  }
  // A group that is cut short is reported where it began.
  return count % 4 === 0 ? -1 : text.length - trailing(text, count % 4);
}

function trailing(text: string, count: number): number {
  let offset = text.length;
  for (let left = count; left > 0; offset -= 1) {
    if (text[offset - 1] !== '\n' && text[offset - 1] !== '\r') left -= 1;
  }
  return text.length - offset;
}

function checkPadding(text: string, offset: number, digits: number): number {
  if (digits < 2) return offset;
  let at = offset + 1;
  const skipLines = (): void => {
    while (text[at] === '\n' || text[at] === '\r') at += 1;
  };
  if (digits === 2) {
    skipLines();
    if (at >= text.length) return text.length;
    if (text[at] !== '=') return at;
    at += 1;
  }
  skipLines();
  return at < text.length ? at : -1;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Digits before the padding of a last group that mean whole bytes. */
const BASE32_DIGITS: readonly number[] = [0, 2, 4, 5, 7];

/** encoding/base32 with the standard alphabet; line breaks are ignored. */
export function decodeBase32(text: string): string {
  const plain = text.replace(/[\r\n]/g, '');
  const digits = /^[A-Z2-7]*/.exec(plain)?.[0] ?? '';
  const padding = plain.slice(digits.length);
  const isWhole = /^=*$/.test(padding) && plain.length % 8 === 0 && padding.length < 8;
  if (!isWhole || !(padding === '' || BASE32_DIGITS.includes(digits.length % 8))) {
    const at = /^=*$/.test(padding) ? plain.length : digits.length + padding.search(/[^=]/);
    throw new FunctionError(`illegal base32 data at input byte ${at}`);
  }
  const bits = [...digits].map((digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return bytes.map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}

/** encoding/hex. */
export function decodeHex(text: string): string {
  const wrong = text.search(/[^\da-fA-F]/);
  if (wrong >= 0) {
    const code = text.charCodeAt(wrong);
    const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    const shown = isPrint(code) ? `${hex} '${encodeRune(code)}'` : hex;
    throw new FunctionError(`encoding/hex: invalid byte: ${shown}`);
  }
  if (text.length % 2 === 1) throw new FunctionError('encoding/hex: odd length hex string');
  return Buffer.from(text, 'hex').toString('latin1');
}
