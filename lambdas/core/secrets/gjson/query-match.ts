import { parseFloat64 } from './number.ts';
import type { Query } from './query.ts';
import { exists, NOTHING, type Result } from './result.ts';
import { matchesWildcard } from './wildcard.ts';
import type { Work } from './work.ts';

/** Texts that strconv.ParseBool takes, in lower case. */
const TRUE_TEXTS: readonly string[] = ['1', 't', 'true'];
const FALSE_TEXTS: readonly string[] = ['0', 'f', 'false'];

/** Whether a value answers a query: it exists, and compares as asked with the query's value. */
export function matchesQuery(query: Query, value: Result, work: Work): boolean {
  if (!query.value.startsWith('~')) return compare(query.operator, query.value, { value, work });
  const kind = matchesKind(query.value.slice(1), value);
  if (kind === undefined) return false;
  return compare(query.operator, 'true', { value: { ...NOTHING, type: kind ? 'True' : 'False' }, work });
}

/** `~true`, `~false`, `~null` and `~*`: what a value amounts to; undefined for any other word. */
function matchesKind(word: string, value: Result): boolean | undefined {
  switch (word) {
    case '*':
      return exists(value);
    case 'null':
      return value.type === 'Null';
    case 'true':
      return isTrueish(value);
    case 'false':
      return isFalseish(value);
    default:
      return undefined;
  }
}

/** Whether a value stands for true, also as a modifier's option: `1`, `"t"`, `"TRUE"`, any number but 0. */
export function isTrueish({ type, text, number }: Result): boolean {
  if (type === 'String') return TRUE_TEXTS.includes(text.toLowerCase());
  return type === 'Number' ? number !== 0 : type === 'True';
}

function isFalseish({ type, text, number }: Result): boolean {
  if (type === 'String') return FALSE_TEXTS.includes(text.toLowerCase());
  return type === 'Number' ? number === 0 : type === 'False' || type === 'Null';
}

function compare(operator: string, wanted: string, given: { value: Result; work: Work }): boolean {
  const { value, work } = given;
  if (!exists(value)) return false;
  if (operator === '') return true;
  switch (value.type) {
    case 'String':
      if (operator === '%') return matchesWildcard(value.text, wanted, work);
      if (operator === '!%') return !matchesWildcard(value.text, wanted, work);
      return inOrder(operator, value.text, wanted);
    case 'Number':
      return inOrder(operator, value.number, parseFloat64(wanted));
    case 'True':
      return compareTrue(operator, wanted);
    case 'False':
      return compareFalse(operator, wanted);
    default:
      return false;
  }
}

/** Texts are compared by bytes, which the characters of byte strings are. */
function inOrder<T extends string | number>(operator: string, a: T, b: T): boolean {
  switch (operator) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return false;
  }
}

function compareTrue(operator: string, wanted: string): boolean {
  if (operator === '=') return wanted === 'true';
  if (operator === '!=') return wanted !== 'true';
  return operator === '>' ? wanted === 'false' : operator === '>=';
}

function compareFalse(operator: string, wanted: string): boolean {
  if (operator === '=') return wanted === 'false';
  if (operator === '!=') return wanted !== 'false';
  return operator === '<' ? wanted === 'true' : operator === '<=';
}
