import { createHash } from 'node:crypto';
import { compareBytes } from '../object-key.ts';
import type { SecretValue } from '../secret-value.ts';

/**
 * ESO's object hash: the lower-case hex digest of Go's `%+v` text of a value. SHA3-224 since ESO v0.16.2, MD5
 * before; an annotation of 32 digits is therefore an older operator's, not drift (reference: eso 2.2).
 */
export type HashAlgorithm = 'sha3-224' | 'md5';

const MD5_HEX = /^[0-9a-f]{32}$/;

export function hashText(text: string, algorithm: HashAlgorithm = 'sha3-224'): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}

/** Hash of `secret.data` as a whole: `map[key:[decimal bytes] ...]`, keys in byte order. */
export function hashData(
  data: ReadonlyMap<string, SecretValue>,
  algorithm: HashAlgorithm = 'sha3-224',
): string {
  const hash = createHash(algorithm).update('map[');
  const keys = [...data.keys()].sort(compareBytes);
  for (const [index, key] of keys.entries()) {
    const bytes = data.get(key)?.unwrap() ?? [];
    hash.update(`${index === 0 ? '' : ' '}${key}:[${Array.prototype.join.call(bytes, ' ')}]`, 'utf8');
  }
  return hash.update(']').digest('hex');
}

/** The algorithm that an existing annotation was written with; SHA3 when there is none. */
export function algorithmOf(existing: string | undefined): HashAlgorithm {
  return existing !== undefined && MD5_HEX.test(existing) ? 'md5' : 'sha3-224';
}
