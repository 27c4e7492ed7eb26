import { SecretValue } from '../../../../lambdas/core/secret-value.ts';
import type { Checked } from '../../../../lambdas/core/secrets/checked.ts';
import type { Vector } from './vector.ts';

/** The value, or the problem thrown, which is how a runner answers with an error. */
export function orThrow<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.problem);
  return checked.value;
}

/** A text field of a vector; a missing one is the empty text. */
export function textOf(vector: Vector, field: string): string {
  const value = vector[field] ?? '';
  if (typeof value !== 'string') throw new TypeError(`vector ${vector.id}: ${field} is not text`);
  return value;
}

/** Keys to values wrapped as secrets, from a field that maps keys to texts in `encoding`. */
export function valuesOf(
  vector: Vector,
  field: string,
  encoding: 'utf8' | 'base64',
): ReadonlyMap<string, SecretValue> {
  const map = (vector[field] ?? {}) as Readonly<Record<string, string>>;
  return new Map(
    Object.entries(map).map(([key, text]) => [key, SecretValue.ofBytes(Buffer.from(text, encoding))]),
  );
}

/** The same in base64, as the vectors write maps of bytes. */
export function toBase64Map(values: ReadonlyMap<string, SecretValue>): Readonly<Record<string, string>> {
  return Object.fromEntries([...values].map(([key, value]) => [key, value.unwrap().toString('base64')]));
}
