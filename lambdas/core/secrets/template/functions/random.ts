import { createCipheriv, createDecipheriv } from 'node:crypto';
import { int } from '../make.ts';
import { encodeRune, runesOf } from '../runes.ts';
import { FunctionError, TemplateError } from '../template-error.ts';
import type { Args } from './args.ts';
import { decodeBase64 } from './decode-text.ts';
import type { FunctionFamily } from './function.ts';
import { undetermined } from './refusals.ts';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const AES_KEY_BYTES = 32;
const AES_BLOCK_BYTES = 16;

/** Random texts, and what cannot be had without randomness; only under refreshPolicy CreatedOnce. */
export const randomFunctions: FunctionFamily = {
  randAlphaNum: ['i', (args) => randomText(args, 'randAlphaNum', LETTERS + DIGITS)],
  randAlpha: ['i', (args) => randomText(args, 'randAlpha', LETTERS)],
  randAscii: ['i', (args) => randomText(args, 'randAscii', ASCII)],
  randNumeric: ['i', (args) => randomText(args, 'randNumeric', DIGITS)],
  randBytes: ['i', (args) => randomBytes(args, 'randBytes', count(args)).toString('base64')],
  randInt: ['ii', randomInt],
  uuidv4: ['', uuid],
  shuffle: ['s', shuffle],
  encryptAES: ['ss', encrypt],
  decryptAES: ['ss', decrypt],
};

function randomBytes(args: Args, name: string, size: number): Buffer {
  const { chance } = args.environment;
  if (chance === undefined) throw undetermined(name);
  args.budget.spendBytes(size);
  return chance.random(size);
}

function count(args: Args): number {
  return Math.max(args.int(0), 0);
}

/** An integer below `bound`, each as likely: 48 bits are drawn, and drawn again above the last whole multiple. */
function below(args: Args, name: string, bound: number): number {
  const limit = 2 ** 48 - (2 ** 48 % bound);
  for (;;) {
    const value = randomBytes(args, name, 6).readUIntBE(0, 6);
    if (value < limit) return value % bound;
  }
}

function randomText(args: Args, name: string, alphabet: string): string {
  args.budget.spendBytes(count(args));
  return Array.from({ length: count(args) }, () => alphabet.charAt(below(args, name, alphabet.length))).join(
    '',
  );
}

function randomInt(args: Args) {
  const range = args.int(1) - args.int(0);
  if (range <= 0) throw new FunctionError('invalid argument to Intn');
  if (range > 2 ** 47) throw new TemplateError('limit', 'randInt takes a range of at most 2^47');
  return int(args.integer(0) + BigInt(below(args, 'randInt', range)));
}

function uuid(args: Args): string {
  const bytes = Buffer.from(randomBytes(args, 'uuidv4', 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function shuffle(args: Args): string {
  const runes = runesOf(args.string(0));
  args.budget.spendBytes(runes.length);
  for (let index = runes.length - 1; index > 0; index -= 1) {
    const other = below(args, 'shuffle', index + 1);
    const [a = 0, b = 0] = [runes[index], runes[other]];
    runes[index] = b;
    runes[other] = a;
  }
  return runes.map(encodeRune).join('');
}

/** Sprig fills the key with zeros, or cuts it, to 32 bytes. */
function aesKey(text: string): Buffer {
  const key = Buffer.alloc(AES_KEY_BYTES);
  Buffer.from(text, 'latin1').copy(key);
  return key;
}

function encrypt(args: Args): string {
  const iv = randomBytes(args, 'encryptAES', AES_BLOCK_BYTES);
  const cipher = createCipheriv('aes-256-cbc', aesKey(args.string(0)), iv);
  const data = Buffer.from(args.string(1), 'latin1');
  return Buffer.concat([iv, cipher.update(data), cipher.final()]).toString('base64');
}

function decrypt(args: Args): string {
  if (args.string(1) === '') return '';
  const data = Buffer.from(decodeBase64(args.string(1)), 'latin1');
  const body = data.subarray(AES_BLOCK_BYTES);
  if (data.length < AES_BLOCK_BYTES || body.length === 0 || body.length % AES_BLOCK_BYTES !== 0) {
    throw new FunctionError('crypto/cipher: input not full blocks');
  }
  const cipher = createDecipheriv('aes-256-cbc', aesKey(args.string(0)), data.subarray(0, AES_BLOCK_BYTES));
  cipher.setAutoPadding(false);
  const plain = Buffer.concat([cipher.update(body), cipher.final()]);
  const padding = plain.at(-1) ?? 0;
  if (padding > plain.length) throw new FunctionError('runtime error: slice bounds out of range');
  return plain.subarray(0, plain.length - padding).toString('latin1');
}
