import { trimBlanks } from './blanks.ts';
import { unescapeText } from './unescape.ts';

/** `#(path operator value)`, or `#(...)#` for all matches. Without operator it asks whether the path exists. */
export interface Query {
  readonly path: string;
  readonly operator: string;
  readonly value: string;
  readonly all: boolean;
}

const OPERATOR_STARTS = '!=<>%';
/** Longest first; `==` means `=`. */
const OPERATORS: readonly string[] = ['!=', '!%', '<=', '>=', '==', '<', '>', '=', '%', '!'];

interface Extent {
  /** Offset of the closing bracket. */
  readonly end: number;
  /** Where operator and value begin; undefined without. */
  readonly comparison: number | undefined;
  readonly escaped: boolean;
}

/** Reads the query that `path` begins with and the offset behind it; undefined when nothing closes it. */
export function parseQuery(path: string): { readonly query: Query; readonly next: number } | undefined {
  const extent = findExtent(path);
  if (extent === undefined) return undefined;
  const { end, comparison, escaped } = extent;
  const next = end + 1;
  const all = path[next] === '#';
  if (comparison === undefined) {
    return { query: { path: trimBlanks(path.slice(2, end)), operator: '', value: '', all }, next };
  }
  const compared = splitComparison(trimBlanks(path.slice(comparison, end)));
  const value = unquoteValue(compared.value, escaped);
  const query = { path: trimBlanks(path.slice(2, comparison)), operator: compared.operator, value, all };
  return { query, next };
}

function findExtent(path: string): Extent | undefined {
  let depth = 1;
  let comparison: number | undefined;
  let escaped = false;
  for (let i = 2; i < path.length; i += 1) {
    const character = path[i] ?? '';
    if (depth === 1 && comparison === undefined && OPERATOR_STARTS.includes(character)) {
      comparison = i;
    } else if (character === '\\') {
      i += 1;
    } else if (character === '[' || character === '(') {
      depth += 1;
    } else if (character === ']' || character === ')') {
      depth -= 1;
      if (depth === 0) return { end: i, comparison, escaped };
    } else if (character === '"') {
      const text = skipQuoted(path, i + 1);
      escaped ||= text.escaped;
      i = text.end;
    }
  }
  return undefined;
}

/** Offset of the closing quote, and whether there is an escape before it. */
function skipQuoted(path: string, at: number): { readonly end: number; readonly escaped: boolean } {
  let escaped = false;
  let i = at;
  for (; i < path.length && path[i] !== '"'; i += 1) {
    if (path[i] !== '\\') continue;
    escaped = true;
    i += 1;
  }
  return { end: i, escaped };
}

function splitComparison(text: string): { readonly operator: string; readonly value: string } {
  const found = OPERATORS.find((operator) => text.startsWith(operator)) ?? '';
  // A lone "!" is no operator: it stays part of the value.
  const operator = found === '!' && text.length > 1 ? '' : found;
  return {
    operator: operator === '==' ? '=' : operator,
    value: trimBlanks(text.slice(operator.length)),
  };
}

function unquoteValue(value: string, escaped: boolean): string {
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  if (!isQuoted) return value;
  const inside = value.slice(1, -1);
  return escaped ? unescapeText(inside) : inside;
}
