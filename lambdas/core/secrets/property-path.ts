import { scanMembers, skipValue, unquote } from './json-scan.ts';

/**
 * `remoteRef.property`: a path into a JSON value, in the words of gjson. Built here: keys, array indexes, escapes,
 * and `#` for the length of an array. Every other construct is named as unsupported rather than read wrongly.
 * A property with dots is first read as one literal key, as ESO does (reference: eso 3.2).
 */
export type PropertyResult =
  | { readonly found: true; readonly text: string }
  | { readonly found: false; readonly unsupported?: string };

type Path = { readonly parts: readonly string[] } | { readonly unsupported: string };

const MISSING: PropertyResult = { found: false };

export function lookupProperty(json: string, property: string): PropertyResult {
  if (property.includes('.')) {
    const literal = readPath(json, property.replaceAll('.', '\\.'));
    if (literal.found) return literal;
  }
  return readPath(json, property);
}

/** What this file cannot read in a property, or undefined. Known without the value, so it is a refusal. */
export function findUnsupportedConstruct(property: string): string | undefined {
  const path = parsePath(property);
  return 'unsupported' in path ? path.unsupported : undefined;
}

function readPath(json: string, property: string): PropertyResult {
  const path = parsePath(property);
  if ('unsupported' in path) return { found: false, unsupported: path.unsupported };
  // gjson skips everything before the first bracket, a byte order mark included.
  const start = json.search(/[{[]/);
  return start === -1 ? MISSING : descend(json, start, path.parts);
}

function descend(json: string, start: number, parts: readonly string[]): PropertyResult {
  const [part, ...rest] = parts;
  if (part === undefined) return render(json.slice(start, skipValue(json, start)));
  const isArray = json[start] === '[';
  if (isArray && part === '#' && rest.length === 0) {
    return { found: true, text: String([...scanMembers(json, start)].length) };
  }
  const index = isArray && /^\d+$/.test(part) ? Number(part) : undefined;
  let position = 0;
  for (const member of scanMembers(json, start)) {
    // The first of two equal keys wins here; in `extract` the last one does.
    if (isArray ? position === index : member.key === part) return descend(json, member.start, rest);
    position += 1;
  }
  return MISSING;
}

/** gjson's `Result.String()`: strings unquoted, integers as written, other numbers without exponent. */
function render(slice: string): PropertyResult {
  const first = slice[0] ?? '';
  if (first === '"') return { found: true, text: unquote(slice) ?? '' };
  if (slice === 'null') return { found: true, text: '' };
  if (first === '{' || first === '[' || slice === 'true' || slice === 'false' || /^-?\d+$/.test(slice)) {
    return { found: true, text: slice };
  }
  return /^-?\d/.test(slice) && Number.isFinite(Number(slice))
    ? { found: true, text: formatDecimal(Number(slice)) }
    : MISSING;
}

/** Shortest decimal without exponent, as Go's FormatFloat(f, 'f', -1, 64). */
function formatDecimal(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}

function parsePath(property: string): Path {
  if (property.startsWith('..')) return { unsupported: 'JSON lines (..)' };
  const parts: string[] = [];
  let part = '';
  let literal = false;
  for (let at = 0; at < property.length; at += 1) {
    const character = property[at] ?? '';
    if (character === '\\') {
      at += 1;
      part += property[at] ?? '';
      literal = true;
    } else if (character === '.') {
      parts.push(part);
      part = '';
      literal = false;
    } else {
      const unsupported = findConstruct(character, part === '' && !literal, property.slice(at + 1));
      if (unsupported !== undefined) return { unsupported };
      part += character;
    }
  }
  return { parts: [...parts, part] };
}

function findConstruct(character: string, atStart: boolean, rest: string): string | undefined {
  if (character === '*' || character === '?') return `wildcard (${character})`;
  if (character === '|') return 'pipe (|)';
  if (!atStart) return undefined;
  if (character === '#' && rest !== '') return 'query or projection (#)';
  if (character === '@') return 'modifier (@)';
  if (character === '!') return 'literal (!)';
  if (character === '{' || character === '[') return `multipath (${character})`;
  return undefined;
}
