import { createHash } from 'node:crypto';
import { FunctionError } from '../template-error.ts';

/** Rounds that a file may ask for; more would hang the function. */
const ITERATIONS_MAX = 600_000;
/** Bytes of a block of the hash, which the derivation works in. */
const BLOCK_BYTES: Readonly<Record<string, number>> = { sha1: 64, sha256: 64, sha512: 128 };

export interface KdfRequest {
  readonly hash: string;
  readonly salt: Buffer;
  /** BMP string with two zero bytes at the end; empty for no password at all. */
  readonly password: Buffer;
  readonly iterations: number;
  /** What the key is for: 1 encryption, 2 the initial vector, 3 authentication. */
  readonly id: 1 | 2 | 3;
  readonly size: number;
}

/** The key derivation of PKCS#12 (RFC 7292, appendix B). */
export function derivePkcs12(request: KdfRequest): Buffer {
  const { hash, salt, password, id, size } = request;
  checkIterations(request.iterations);
  const block = BLOCK_BYTES[hash] ?? 64;
  const input = Buffer.concat([repeated(salt, block), repeated(password, block)]);
  const parts: Buffer[] = [];
  for (let length = 0; length < size; ) {
    let digest = createHash(hash).update(Buffer.alloc(block, id)).update(input).digest();
    for (let round = 1; round < request.iterations; round += 1)
      digest = createHash(hash).update(digest).digest();
    parts.push(digest);
    length += digest.length;
    addToEach(input, repeated(digest, block).subarray(0, block));
  }
  return Buffer.concat(parts).subarray(0, size);
}

/** Throws FunctionError for a count that no honest file has. */
export function checkIterations(iterations: number): void {
  if (iterations < 1 || iterations > ITERATIONS_MAX) {
    throw new FunctionError(`pkcs12: ${iterations} iterations: at most ${ITERATIONS_MAX} are allowed`);
  }
}

function repeated(pattern: Buffer, block: number): Buffer {
  if (pattern.length === 0) return pattern;
  return Buffer.alloc(block * Math.ceil(pattern.length / block), pattern);
}

/** Adds `addend` plus one to each block of `input`, in place. */
function addToEach(input: Buffer, addend: Buffer): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index -= 1) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
