import { skipBlanks } from './blanks.ts';
import { COMMA } from './codes.ts';
import { stringEnd } from './nested-end.ts';
import { readNext } from './read-value.ts';
import { NOTHING, type Result } from './result.ts';
import { stringResult } from './string-result.ts';

const COLON = 0x3a;

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
