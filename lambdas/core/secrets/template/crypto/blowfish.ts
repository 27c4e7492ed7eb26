/** Words of the initial state: 18 subkeys and four tables of 256. */
const SUBKEYS = 18;
const TABLE_WORDS = 1_024;
const BITS = (SUBKEYS + TABLE_WORDS) * 32;
const GUARD_BITS = 64;

export interface BlowfishState {
  readonly subkeys: Int32Array;
  readonly tables: Int32Array;
}

let initial: BlowfishState | undefined;

/** Blowfish before any key: the fraction of pi in binary, computed once instead of carried along. */
export function initialState(): BlowfishState {
  initial ??= readState(piFraction());
  return { subkeys: initial.subkeys.slice(), tables: initial.tables.slice() };
}

function readState(bits: bigint): BlowfishState {
  const hex = bits.toString(16).padStart(BITS / 4, '0');
  const words = Array.from({ length: SUBKEYS + TABLE_WORDS }, (_, index) =>
    Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16),
  );
  return { subkeys: Int32Array.from(words.slice(0, SUBKEYS)), tables: Int32Array.from(words.slice(SUBKEYS)) };
}

/** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
function piFraction(): bigint {
  const one = 1n << BigInt(BITS + GUARD_BITS);
  const pi = 16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one);
  return (pi - 3n * one) >> BigInt(GUARD_BITS);
}

function arctanOfInverse(inverse: bigint, one: bigint): bigint {
  let power = one / inverse;
  let sum = power;
  for (let divisor = 3n, sign = -1n; power !== 0n; divisor += 2n, sign = -sign) {
    power /= inverse * inverse;
    sum += (sign * power) / divisor;
  }
  return sum;
}

/** Encrypts the two words at `offset` in place. */
export function encryptBlock({ subkeys, tables }: BlowfishState, words: Int32Array, offset: number): void {
  let left = words[offset] ?? 0;
  let right = words[offset + 1] ?? 0;
  for (let round = 0; round < 16; round += 2) {
    left ^= subkeys[round] ?? 0;
    right ^= mix(tables, left) ^ (subkeys[round + 1] ?? 0);
    left ^= mix(tables, right);
  }
  words[offset] = right ^ (subkeys[17] ?? 0);
  words[offset + 1] = left ^ (subkeys[16] ?? 0);
}

function mix(tables: Int32Array, word: number): number {
  const a = tables[word >>> 24] ?? 0;
  const b = tables[256 + ((word >>> 16) & 0xff)] ?? 0;
  const c = tables[512 + ((word >>> 8) & 0xff)] ?? 0;
  const d = tables[768 + (word & 0xff)] ?? 0;
  return (((a + b) ^ c) + d) | 0;
}
