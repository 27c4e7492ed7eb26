import { nestedEnd } from './nested-end.ts';
import { literalEnd, numberEnd } from './scalar-end.ts';

/** What a value is by its first character. */
export type ValueKind = 'string' | 'nested' | 'literal' | 'number';

const NUMBER_STARTS = '+-0123456789iIN';

/** The kind of the value that begins at `at`, or undefined where none can begin. */
export function kindAt(text: string, at: number): ValueKind | undefined {
  const first = text[at];
  if (first === undefined) return undefined;
  if (first === '"') return 'string';
  if (first === '{' || first === '[') return 'nested';
  if (first === 't' || first === 'f') return 'literal';
  // "nan" is a number, anything else with an n is null.
  if (first === 'n') return at + 1 < text.length && text[at + 1] !== 'u' ? 'number' : 'literal';
  return NUMBER_STARTS.includes(first) ? 'number' : undefined;
}

/** Offset behind a value that is not a string. */
export function valueEnd(text: string, at: number, kind: Exclude<ValueKind, 'string'>): number {
  if (kind === 'nested') return nestedEnd(text, at);
  return kind === 'literal' ? literalEnd(text, at) : numberEnd(text, at);
}
