import { createHash } from 'node:crypto';
import { FunctionError } from '../template-error.ts';
import { decodeBase32, decodeBase64, decodeHex } from './decode-text.ts';
import type { FunctionFamily } from './function.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ADLER_MODULUS = 65_521;

/** Base64, base32, hexadecimal and digests. What cannot be decoded yields the text of the error, as in Sprig. */
export const encodingFunctions: FunctionFamily = {
  b64enc: ['s', (args) => Buffer.from(args.string(0), 'latin1').toString('base64')],
  b64dec: ['s', (args) => orMessage(decodeBase64, args.string(0))],
  b32enc: ['s', (args) => encodeBase32(args.string(0))],
  b32dec: ['s', (args) => orMessage(decodeBase32, args.string(0))],
  hexdec: ['s', (args) => orMessage(decodeHex, args.string(0))],
  sha1sum: ['s', (args) => digest('sha1', args.string(0))],
  sha256sum: ['s', (args) => digest('sha256', args.string(0))],
  sha512sum: ['s', (args) => digest('sha512', args.string(0))],
  adler32sum: ['s', (args) => adler32(args.string(0))],
};

function orMessage(decode: (text: string) => string, text: string): string {
  try {
    return decode(text);
  } catch (error) {
    if (error instanceof FunctionError) return error.message;
    throw error;
  }
}

function digest(algorithm: string, bytes: string): string {
  return createHash(algorithm).update(Buffer.from(bytes, 'latin1')).digest('hex');
}

/** Decimal, as Sprig prints it. */
function adler32(bytes: string): string {
  let low = 1;
  let high = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    low = (low + bytes.charCodeAt(index)) % ADLER_MODULUS;
    high = (high + low) % ADLER_MODULUS;
  }
  return String(high * 0x10000 + low);
}

function encodeBase32(bytes: string): string {
  let encoded = '';
  for (let offset = 0; offset < bytes.length; offset += 5) {
    const group = bytes.slice(offset, offset + 5);
    const bits = [...group].map((char) => char.charCodeAt(0).toString(2).padStart(8, '0')).join('');
    const digits = bits.match(/.{1,5}/g) ?? [];
    const text = digits.map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
    encoded += text.padEnd(8, '=');
  }
  return encoded;
}
