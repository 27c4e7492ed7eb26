import { type BlowfishState, encryptBlock, initialState } from './blowfish.ts';

/** Go's bcrypt.DefaultCost, which Sprig uses: two to the tenth rounds. */
const COST = 10;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MAGIC = 'OrpheanBeholderScryDoubt';
const DIGEST_BYTES = 23;

/** Longest password that bcrypt takes. */
export const BCRYPT_PASSWORD_BYTES_MAX = 72;

/** The hash of a password with a salt of 16 bytes, as `$2a$10$...`. Takes about a tenth of a second. */
export function bcrypt(password: Buffer, salt: Buffer): string {
  const key = wordsOf(Buffer.concat([password, Buffer.alloc(1)]), 18);
  const state = initialState();
  const saltWords = wordsOf(salt, 4);
  expand(state, key, saltWords);
  const saltKey = wordsOf(salt, 18);
  const none = new Int32Array(4);
  for (let round = 0; round < 2 ** COST; round += 1) {
    expand(state, key, none);
    expand(state, saltKey, none);
  }
  const words = wordsOf(Buffer.from(MAGIC), 6);
  for (let round = 0; round < 64; round += 1) {
    for (let offset = 0; offset < 6; offset += 2) encryptBlock(state, words, offset);
  }
  const digest = Buffer.alloc(24);
  for (const [index, word] of words.entries()) digest.writeInt32BE(word, index * 4);
  return `$2a$${COST}$${base64(salt)}${base64(digest.subarray(0, DIGEST_BYTES))}`;
}

/** Big-endian words, the bytes repeated as often as needed. */
function wordsOf(bytes: Buffer, count: number): Int32Array {
  const repeated = Buffer.alloc(count * 4, bytes);
  return Int32Array.from({ length: count }, (_, index) => repeated.readInt32BE(index * 4));
}

function expand(state: BlowfishState, key: Int32Array, salt: Int32Array): void {
  const { subkeys, tables } = state;
  for (let index = 0; index < subkeys.length; index += 1)
    subkeys[index] = (subkeys[index] ?? 0) ^ (key[index] ?? 0);
  const block = new Int32Array(2);
  let at = 0;
  for (const target of [subkeys, tables]) {
    for (let index = 0; index < target.length; index += 2) {
      block[0] = (block[0] ?? 0) ^ (salt[at] ?? 0);
      block[1] = (block[1] ?? 0) ^ (salt[at + 1] ?? 0);
      at = (at + 2) % 4;
      encryptBlock(state, block, 0);
      target[index] = block[0] ?? 0;
      target[index + 1] = block[1] ?? 0;
    }
  }
}

function base64(bytes: Buffer): string {
  return bytes
    .toString('base64')
    .replace(/=+$/, '')
    .replace(/./g, (char) => ALPHABET.charAt(STANDARD.indexOf(char)));
}
