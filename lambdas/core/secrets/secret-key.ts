import { SECRET_KEY_BYTES_MAX } from '../bounds.ts';
import { compareBytes } from '../object-key.ts';
import type { SecretValue } from '../secret-value.ts';
import { type Checked, invalid, valid } from './checked.ts';

/** `conversionStrategy` of a bulk source: what becomes of characters that a Secret key may not hold. */
export type ConversionStrategy = 'Default' | 'Unicode';

type Values = ReadonlyMap<string, SecretValue>;

/** What ESO lets through: letters and numbers of any script; the API server is stricter and says so itself. */
const ALLOWED = /[\p{L}\p{N}\-._]/u;

/** Characters of a key that is too long which are repeated in the message. */
const QUOTED_CHARACTERS_MAX = 253;

/** Converts the keys of a bulk source; two keys that become one are a problem. */
export function convertKeys(values: Values, strategy: ConversionStrategy): Checked<Map<string, SecretValue>> {
  const converted = new Map<string, SecretValue>();
  for (const [key, value] of values) {
    const name = [...key].map((character) => convertCharacter(character, strategy)).join('');
    if (converted.has(name)) return invalid(`secret name collision during conversion: ${name}`);
    converted.set(name, value);
  }
  return valid(converted);
}

function convertCharacter(character: string, strategy: ConversionStrategy): string {
  if (ALLOWED.test(character)) return character;
  if (strategy === 'Default') return '_';
  return `_U${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}_`;
}

/** Checks the keys of a bulk source in byte order; an empty key is dropped without a word, as ESO does. */
export function validateKeys(values: Values): Checked<Map<string, SecretValue>> {
  const kept = new Map<string, SecretValue>();
  for (const key of [...values.keys()].sort(compareBytes)) {
    const problem = findKeyProblem(key);
    if (problem !== undefined) return invalid(problem);
    const value = values.get(key);
    if (key !== '' && value !== undefined) kept.set(key, value);
  }
  return valid(kept);
}

function findKeyProblem(key: string): string | undefined {
  const length = Buffer.byteLength(key);
  if (length > SECRET_KEY_BYTES_MAX) {
    const quoted = key.slice(0, QUOTED_CHARACTERS_MAX);
    return `key has length ${length} but max is ${SECRET_KEY_BYTES_MAX}: (following is truncated): ${quoted}`;
  }
  const bad = [...key].find((character) => !ALLOWED.test(character));
  if (bad === undefined) return undefined;
  return `key has invalid character ${bad}, only alphanumeric, '-', '.' and '_' are allowed: ${key}`;
}
