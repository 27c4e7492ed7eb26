import { squashEnd } from './nested-end.ts';

/**
 * A path cut at its first pipe: `left` is asked of every element of an array, `right` of what comes out of it. Pipes
 * inside queries and behind escapes do not count. Undefined without one.
 */
export function splitAtPipe(path: string): { readonly left: string; readonly right: string } | undefined {
  if (!path.includes('|')) return undefined;
  if (path.startsWith('{')) {
    const end = squashEnd(path, 1);
    return path[end] === '|' ? cut(path, end) : undefined;
  }
  for (let i = 0; i < path.length; i += 1) {
    const character = path[i];
    if (character === '|') return cut(path, i);
    if (character === '\\') i += 1;
    if (character !== '.') continue;
    if (i === path.length - 1) return undefined;
    if (path[i + 1] !== '#') continue;
    i += 2;
    if (i === path.length) return undefined;
    if (path[i] === '[' || path[i] === '(') i = queryEnd(path, i);
  }
  return undefined;
}

function cut(path: string, at: number) {
  return { left: path.slice(0, at), right: path.slice(at + 1) };
}

/** Offset of the bracket that closes the one at `at`; the path's length without one. */
function queryEnd(path: string, at: number): number {
  const opening = path[at];
  const closing = opening === '[' ? ']' : ')';
  let depth = 1;
  let quoted = false;
  for (let i = at + 1; i < path.length; i += 1) {
    const character = path[i];
    if (character === '\\') i += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === opening) depth += 1;
    else if (character === closing) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return path.length;
}
