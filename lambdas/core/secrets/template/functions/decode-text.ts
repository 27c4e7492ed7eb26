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
/** Digits of a last group that do not end with a byte. */
const PARTIAL_DIGITS: readonly number[] = [1, 3, 6];

/** encoding/base32 with the standard alphabet; line breaks are ignored, and so is what stands behind the padding. */
export function decodeBase32(text: string): string {
  const plain = text.replace(/[\r\n]/g, '');
  const bits: string[] = [];
  for (let offset = 0; offset < plain.length; offset += 1) {
    const digits = offset % 8;
    const char = plain.charAt(offset);
    if (char === '=' && digits >= 2 && plain.length - offset - 1 < 8) {
      checkBase32Padding(plain, offset, digits);
      return bytesOf(bits);
    }
    const value = BASE32.indexOf(char);
    if (value < 0) throw badBase32(offset);
    bits.push(value.toString(2).padStart(5, '0'));
  }
  if (plain.length % 8 !== 0) throw badBase32(plain.length - (plain.length % 8));
  return bytesOf(bits);
}

function checkBase32Padding(plain: string, offset: number, digits: number): void {
  const wanted = 7 - digits;
  if (plain.length - offset - 1 < wanted) throw badBase32(plain.length);
  const wrong = plain.slice(offset + 1, offset + 1 + wanted).search(/[^=]/);
  if (wrong >= 0) throw badBase32(offset + wrong);
  if (PARTIAL_DIGITS.includes(digits)) throw badBase32(offset);
}

function bytesOf(bits: readonly string[]): string {
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return bytes.map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}

function badBase32(offset: number): FunctionError {
  return new FunctionError(`illegal base32 data at input byte ${offset}`);
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
