import { parseGoFloat } from '../number/parse-float.ts';
import { parseGoInt } from '../number/parse-int.ts';
import { parseDate } from './timestamp.ts';

/** What a plain scalar means: text, an integer (exact), a float, a boolean or null. */
export type Scalar = string | bigint | number | boolean | null;

const WORDS = new Map<string, boolean | number | null>([
  ...cases(['y', 'yes', 'true', 'on'], true),
  ...cases(['n', 'no', 'false', 'off'], false),
  ['', null],
  ['~', null],
  ...cases(['null'], null),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...cases(['.inf', '+.inf'], Infinity),
  ...cases(['-.inf'], -Infinity),
]);

/** `yes`, `Yes` and `YES`, but not `yEs`. */
function cases<T>(words: readonly string[], value: T): (readonly [string, T])[] {
  return words.flatMap((word) => {
    const at = word.search(/[a-z]/);
    const title = word.slice(0, at) + word.charAt(at).toUpperCase() + word.slice(at + 1);
    return [word, title, word.toUpperCase()].map((form) => [form, value] as const);
  });
}

const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };
const UINT64 = { min: 0n, max: (1n << 64n) - 1n };
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** A plain scalar by the rules of Go's yaml.v2: YAML 1.1 booleans, prefixes and `_` in numbers, dates as text. */
export function resolvePlain(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return finite(text) ?? text;
  if (!/^[-+\d]/.test(text) || parseDate(text)) return text;
  const plain = text.replaceAll('_', '');
  const integer = parseGoInt(plain, 0, INT64).value ?? parseGoInt(plain, 0, UINT64).value;
  if (integer !== undefined) return integer;
  return FLOAT.test(plain) ? (finite(plain) ?? text) : text;
}

function finite(text: string): number | undefined {
  const { value, isRange } = parseGoFloat(text);
  return isRange === true ? undefined : value;
}
