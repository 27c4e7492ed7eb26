import { hash } from 'node:crypto';
import { compareBytes } from '../object-key.ts';
import type { SecretValue } from '../secret-value.ts';

/**
 * ESO's object hash: the lower-case hex digest of Go's `%+v` text of a value. SHA3-224 since ESO v0.16.2, MD5
 * before; an annotation of 32 digits is therefore an older operator's, not drift (reference: eso 2.2).
 */
export type HashAlgorithm = 'sha3-224' | 'md5';

const MD5_HEX = /^[0-9a-f]{32}$/;

export function hashText(text: string, algorithm: HashAlgorithm = 'sha3-224'): string {
  return hash(algorithm, text);
}

/** Hash of `secret.data` as a whole: `map[key:[decimal bytes] ...]`, keys in byte order. */
export function hashData(
  data: ReadonlyMap<string, SecretValue>,
  algorithm: HashAlgorithm = 'sha3-224',
): string {
  const parts: string[] = [];
  for (const key of [...data.keys()].sort(compareBytes)) {
    const bytes = data.get(key)?.unwrap() ?? [];
    parts.push(`${key}:[${Array.prototype.join.call(bytes, ' ')}]`);
  }
  return hash(algorithm, `map[${parts.join(' ')}]`);
}

/** The algorithm that an existing annotation was written with; SHA3 when there is none. */
export function algorithmOf(existing: string | undefined): HashAlgorithm {
  return existing !== undefined && MD5_HEX.test(existing) ? 'md5' : 'sha3-224';
}
