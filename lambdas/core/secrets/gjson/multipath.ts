import type { Evaluate } from './query-matches.ts';
import { quoteJson } from './quote.ts';
import { exists } from './result.ts';
import { textOf } from './result-text.ts';
import { isValidJson } from './valid.ts';

/** One path of `[a,b]` or `{a,"name":b}`. */
interface Selector {
  readonly name: string;
  readonly path: string;
}

/** The selectors of a multipath and the path behind it. */
export interface Multipath {
  readonly selectors: readonly Selector[];
  readonly rest: string;
}

const OPENING = '[({';
const CLOSING = '])}';
const NOT_SIMPLE = /[^ -\u00ff]|[[\]{}()#|!]/;

/** Reads the multipath that `path` begins with; undefined when nothing closes it. */
export function readMultipath(path: string): Multipath | undefined {
  const selectors: Selector[] = [];
  let depth = 1;
  let start = 1;
  let colon: number | undefined;
  let inModifier = false;
  const push = (end: number) => {
    const name = colon === undefined ? '' : path.slice(start, colon);
    selectors.push({ name, path: path.slice(colon === undefined ? start : colon + 1, end) });
    [colon, inModifier, start] = [undefined, false, end + 1];
  };
  for (let i = 1; i < path.length; i += 1) {
    const character = path[i] ?? '';
    if (character === '\\') i += 1;
    else if (character === '"') i = quoteEnd(path, i + 1);
    else if (character === '@') inModifier ||= path[i - 1] === '.' || path[i - 1] === '|';
    else if (character === ':' && depth === 1 && !inModifier) colon ??= i;
    else if (character === ',' && depth === 1) push(i);
    else if (OPENING.includes(character)) depth += 1;
    else if (CLOSING.includes(character)) depth -= 1;
    if (depth === 0) {
      push(i);
      return { selectors, rest: path.slice(i + 1) };
    }
  }
  return undefined;
}

function quoteEnd(path: string, at: number): number {
  let i = at;
  for (; i < path.length && path[i] !== '"'; i += 1) if (path[i] === '\\') i += 1;
  return i;
}

/** The object or array of what each selector finds; what does not exist is left out. */
export function collect(
  kind: '[' | '{',
  selectors: readonly Selector[],
  evaluate: (path: string) => ReturnType<Evaluate>,
): string {
  const parts: string[] = [];
  for (const { name, path } of selectors) {
    const result = evaluate(path);
    if (!exists(result)) continue;
    const raw = result.raw || textOf(result) || 'null';
    parts.push(kind === '{' ? `${keyOf(name, path)}:${raw}` : raw);
  }
  return kind === '{' ? `{${parts.join(',')}}` : `[${parts.join(',')}]`;
}

/** The key a selector gets: its name, else the last step of its path where that is a plain word, else `_`. */
function keyOf(name: string, path: string): string {
  if (name !== '') return name.startsWith('"') && isValidJson(name) ? name : quoteJson(name);
  const last = lastStep(path);
  return quoteJson(NOT_SIMPLE.test(last) ? '_' : last);
}

function lastStep(path: string): string {
  for (let i = path.length - 1; i >= 0; i -= 1) {
    if ((path[i] === '|' || path[i] === '.') && path[i - 1] !== '\\') return path.slice(i + 1);
  }
  return path;
}
