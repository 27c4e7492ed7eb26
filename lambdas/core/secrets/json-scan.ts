/**
 * Walks JSON text and hands out slices of it, since ESO copies numbers, objects and arrays into Secrets exactly as
 * they are written (JSON.parse would lose digits of big integers and every blank). Lenient like gjson: text is not
 * checked, an offset past the end means that the text broke off (reference: eso 2.7, appendix C 8).
 */

/** One member of an object or element of an array: `text.slice(start, end)` is the value. */
export interface JsonSlice {
  /** Decoded key; undefined in arrays. */
  readonly key: string | undefined;
  readonly start: number;
  readonly end: number;
}

const BLANKS = ' \t\n\r';
const SCALAR_ENDS = `,]} \t\n\r`;

/** Members of the object or elements of the array that begins at `start`; empty for anything else. */
export function* scanMembers(text: string, start: number): Generator<JsonSlice> {
  const opening = text[start];
  if (opening !== '{' && opening !== '[') return;
  let at = skipAny(text, start + 1, `${BLANKS},`);
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    let key: string | undefined;
    if (opening === '{') {
      if (text[at] !== '"') return;
      const end = skipString(text, at);
      key = unquote(text.slice(at, end));
      at = skipAny(text, end, `${BLANKS}:`);
      if (at >= text.length) return;
    }
    const end = skipValue(text, at);
    yield { key, start: at, end };
    at = skipAny(text, end, `${BLANKS},`);
  }
}

/** Text of a JSON string literal; lone surrogates become U+FFFD when the result is encoded, as in Go. */
export function unquote(literal: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(literal);
    return typeof parsed === 'string' ? parsed : undefined;
  } catch {
    return unquoteLeniently(literal);
  }
}

/** gjson stops at the first escape it does not know and keeps raw control characters. */
function unquoteLeniently(literal: string): string {
  const inside = literal.slice(1, literal.endsWith('"') && literal.length > 1 ? -1 : undefined);
  let out = '';
  for (let at = 0; at < inside.length; at += 1) {
    if (inside[at] !== '\\') {
      out += inside[at];
      continue;
    }
    const found = /^\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])/.exec(inside.slice(at))?.[0];
    if (found === undefined) return out;
    out += JSON.parse(`"${found}"`);
    at += found.length - 1;
  }
  return out;
}

/** Offset behind the value that begins at `at`. */
function skipValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return skipString(text, at);
  if (first === '{' || first === '[') return skipNested(text, at);
  let end = at;
  while (end < text.length && !SCALAR_ENDS.includes(text[end] ?? '')) end += 1;
  return Math.max(end, at + 1);
}

function skipNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = skipString(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function skipString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipAny(text: string, at: number, characters: string): number {
  let end = at;
  while (end < text.length && characters.includes(text[end] ?? '')) end += 1;
  return end;
}
