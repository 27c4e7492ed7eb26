import { toByteString, toText } from '../template/byte-string.ts';
import { parseFloat64 } from './number.ts';
import { trimSpace } from './trim-space.ts';
import type { Work } from './work.ts';

/** One member of an object as it was printed. */
export interface Pair {
  /** Extent in the bytes written, indentation and key included. */
  readonly start: number;
  readonly end: number;
  /** Source text of the key, quotes included. */
  readonly key: string;
}

const LINE_SEPARATOR = [0x2c, 0x0a];
/** Order of values of different kinds; anything else is a number. */
const RANKS: Readonly<Record<string, number>> = { n: 0, f: 1, '"': 3, t: 4, '[': 5, '{': 5 };
const NUMBER_RANK = 2;

interface Sortable {
  readonly key: string;
  readonly text: string;
  readonly value: string;
}

/** Puts the members in order of their keys, equal keys in order of their values. Changes `out`. */
export function sortPairs(out: number[], pairs: readonly Pair[], work: Work): void {
  const first = pairs[0];
  if (first === undefined) return;
  const members = pairs.map(({ start, end, key }): Sortable => {
    const text = Buffer.from(out.slice(start, end)).toString('latin1');
    const printed = trimSpace(text);
    const value = printed.length > key.length ? trimSpace(printed.slice(key.length + 1)) : printed;
    return { key: textOfLiteral(key), text, value };
  });
  work.spend((out.length - first.start) * Math.ceil(Math.log2(pairs.length + 1)));
  members.sort((a, b) => order(a.key, b.key) || compareValues(a.value, b.value));
  out.length = first.start;
  for (const [index, { text }] of members.entries()) {
    if (index > 0) out.push(...LINE_SEPARATOR);
    for (let i = 0; i < text.length; i += 1) out.push(text.charCodeAt(i));
  }
}

function compareValues(a: string, b: string): number {
  const rank = rankOf(a);
  if (rank !== rankOf(b)) return rank - rankOf(b);
  if (rank === RANKS['"']) return order(textOfLiteral(a), textOfLiteral(b));
  return rank === NUMBER_RANK ? order(parseFloat64(a), parseFloat64(b)) : order(a, b);
}

function rankOf(value: string): number {
  return value === '' ? 0 : (RANKS[value[0] ?? ''] ?? NUMBER_RANK);
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Text of a string literal; empty for one that is not sound. */
function textOfLiteral(literal: string): string {
  const special = /[\\"]/.exec(literal.slice(1));
  if (special === null) return '';
  if (special[0] === '"') return literal.slice(1, special.index + 1);
  try {
    const text: unknown = JSON.parse(toText(literal));
    return typeof text === 'string' ? toByteString(text) : '';
  } catch {
    return '';
  }
}
