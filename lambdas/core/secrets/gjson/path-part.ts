import { isModifierName } from './modifier-names.ts';
import { parseQuery, type Query } from './query.ts';

/** The first step of a path below an object, and what comes after it. */
export interface ObjectPart {
  /** The key, or the pattern when `wild`. Escapes are gone. */
  readonly part: string;
  readonly wild: boolean;
  /** The path below the value; undefined when this step is the last. */
  readonly path: string | undefined;
  /** The path on the result of all steps before it; undefined without a pipe. */
  readonly pipe: string | undefined;
}

/** The first step of a path below an array. Escapes mean nothing here. */
export interface ArrayPart {
  readonly part: string;
  readonly path: string | undefined;
  readonly pipe: string | undefined;
  /** A `#` is in the step, so that it is no index. */
  readonly counts: boolean;
  /** The path of `#.path`, which is asked of every element. */
  readonly projection: string | undefined;
  readonly query: Query | undefined;
}

export function readObjectPart(path: string): ObjectPart {
  let part = '';
  let wild = false;
  for (let i = 0; i < path.length; i += 1) {
    const character = path[i];
    if (character === '|' || character === '.') return { part, wild, ...afterSeparator(path, i, true) };
    if (character === '\\') i += 1;
    else if (character === '*' || character === '?') wild = true;
    part += path[i] ?? '';
  }
  return { part, wild, path: undefined, pipe: undefined };
}

export function readArrayPart(path: string): ArrayPart {
  let counts = false;
  let projection: string | undefined;
  let query: Query | undefined;
  const rest = (i: number) => ({ part: path.slice(0, i), counts, projection, query });
  for (let i = 0; i < path.length; i += 1) {
    const character = path[i];
    if (character === '|' || character === '.') return { ...rest(i), ...afterSeparator(path, i, !counts) };
    if (character !== '#') continue;
    counts = true;
    if (i > 0) continue;
    if (path[1] === '.') projection = path.slice(2);
    if (path[1] !== '(' && path[1] !== '[') continue;
    const read = parseQuery(path);
    query = read?.query ?? { path: '', operator: '', value: '', all: false };
    // A query that nothing closes takes the rest of the path with it, and matches everything.
    if (read === undefined) break;
    i = read.next - 1;
  }
  return { ...rest(path.length), path: undefined, pipe: undefined };
}

/** A dot before a modifier or a multipath works as a pipe. */
function afterSeparator(path: string, at: number, dotMayPipe: boolean): Pick<ObjectPart, 'path' | 'pipe'> {
  const rest = path.slice(at + 1);
  const piped = path[at] === '|' || (dotMayPipe && startsSelector(rest));
  return piped ? { path: undefined, pipe: rest } : { path: rest, pipe: undefined };
}

function startsSelector(rest: string): boolean {
  if (rest.startsWith('@')) return isModifierName(/^@([^.|:]*)/.exec(rest)?.[1] ?? '');
  return rest.startsWith('[') || rest.startsWith('{');
}
