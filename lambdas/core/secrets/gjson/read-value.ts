import { parseFloat64 } from './number.ts';
import { jsonResult, NOTHING, type Result } from './result.ts';
import { COMMA, literalEnd, nestedEnd, numberEnd, skipBlanks, stringEnd } from './scan.ts';
import { unescapeText } from './unescape.ts';

/** What a value is by its first character. */
export type ValueKind = 'string' | 'nested' | 'literal' | 'number';

const NUMBER_STARTS = '+-0123456789iIN';
const COLON = 0x3a;

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

/** A value with the offset behind it. */
export interface ReadValue {
  readonly result: Result;
  readonly next: number;
}

/** Reads the value of a known kind at `at`; undefined for a string that nothing closes. */
export function readValue(text: string, at: number, kind: ValueKind): ReadValue | undefined {
  if (kind === 'string') {
    const next = stringEnd(text, at + 1);
    return next === -1 ? undefined : { result: stringResult(text.slice(at, next)), next };
  }
  const next = valueEnd(text, at, kind);
  return { result: bareResult(text.slice(at, next), kind), next };
}

/** Offset behind a value that is not a string. */
export function valueEnd(text: string, at: number, kind: Exclude<ValueKind, 'string'>): number {
  if (kind === 'nested') return nestedEnd(text, at);
  return kind === 'literal' ? literalEnd(text, at) : numberEnd(text, at);
}

function bareResult(raw: string, kind: Exclude<ValueKind, 'string'>): Result {
  if (kind === 'nested') return jsonResult(raw);
  if (kind === 'number') return { type: 'Number', raw, text: '', number: parseFloat64(raw) };
  if (raw.startsWith('t')) return { ...NOTHING, type: 'True', raw };
  return raw.startsWith('f') ? { ...NOTHING, type: 'False', raw } : { ...NOTHING, raw };
}

/** A string literal, quotes included. */
export function stringResult(raw: string): Result {
  const inside = raw.slice(1, -1);
  return { type: 'String', raw, text: inside.includes('\\') ? unescapeText(inside) : inside, number: 0 };
}

/** The next value from `at` on, passing over whatever is none; undefined when there is no more. */
export function readNext(text: string, at: number): ReadValue | undefined {
  for (let i = at; i < text.length; i += 1) {
    const kind = kindAt(text, i);
    if (kind !== undefined) return readValue(text, i, kind);
  }
  return undefined;
}

/** A whole text as one value: blanks before it are passed over, what follows an object or array stays part of it. */
export function parseValue(text: string): Result {
  const at = skipBlanks(text, 0);
  const kind = kindAt(text, at);
  if (kind === undefined) return NOTHING;
  if (kind === 'nested') return jsonResult(text.slice(at));
  const read = readValue(text, at, kind);
  if (read !== undefined) return read.result;
  const raw = text.slice(at);
  const inside = raw.slice(1);
  return { type: 'String', raw, text: inside.includes('\\') ? unescapeText(inside) : inside, number: 0 };
}

/** A member of an object or an element of an array; elements have the key NOTHING. */
export interface Member {
  readonly key: Result;
  readonly value: Result;
}

/** Members of an object or array in order, doubled keys included; anything else is its own only member. */
export function membersOf(result: Result): readonly Member[] {
  if (result.type === 'Null' && result.raw === '') return [];
  if (result.type !== 'JSON') return [{ key: NOTHING, value: result }];
  const { raw } = result;
  const members: Member[] = [];
  const isObject = raw.startsWith('{');
  // One character behind each value is passed over unseen, which is the comma of sound JSON.
  for (let at = 1; at < raw.length; at += 1) {
    let key = NOTHING;
    if (isObject) {
      const opening = raw.indexOf('"', at);
      const end = opening === -1 ? -1 : stringEnd(raw, opening + 1);
      if (end === -1) return members;
      key = stringResult(raw.slice(opening, end));
      at = end;
    }
    const read = readNext(raw, skipSeparators(raw, at));
    if (read === undefined) return members;
    members.push({ key, value: read.result });
    at = read.next;
  }
  return members;
}

function skipSeparators(text: string, at: number): number {
  let i = skipBlanks(text, at);
  while (text.charCodeAt(i) === COMMA || text.charCodeAt(i) === COLON) i = skipBlanks(text, i + 1);
  return i;
}
