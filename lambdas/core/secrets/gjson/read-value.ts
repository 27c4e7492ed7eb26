import { skipBlanks } from './blanks.ts';
import { stringEnd } from './nested-end.ts';
import { parseFloat64 } from './number.ts';
import { jsonResult, NOTHING, type Result } from './result.ts';
import { stringResult } from './string-result.ts';
import { unescapeText } from './unescape.ts';
import { kindAt, type ValueKind, valueEnd } from './value-kind.ts';

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

function bareResult(raw: string, kind: Exclude<ValueKind, 'string'>): Result {
  if (kind === 'nested') return jsonResult(raw);
  if (kind === 'number') return { type: 'Number', raw, text: '', number: parseFloat64(raw) };
  if (raw.startsWith('t')) return { ...NOTHING, type: 'True', raw };
  return raw.startsWith('f') ? { ...NOTHING, type: 'False', raw } : { ...NOTHING, raw };
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
