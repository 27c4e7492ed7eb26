import type { Expression } from './expression.ts';
import { findAll } from './matches.ts';

/** What stands between the matches, as Go's Split without a limit: no empty piece before an empty match at 0. */
export function splitAt(expression: Expression, subject: Buffer): readonly Buffer[] {
  if (subject.length === 0) return [subject];
  const pieces: Buffer[] = [];
  let begin = 0;
  let last = 0;
  for (const [start = 0, end = 0] of findAll(expression, subject)) {
    last = start;
    if (end !== 0) pieces.push(subject.subarray(begin, start));
    begin = end;
  }
  if (last !== subject.length) pieces.push(subject.subarray(begin));
  return pieces;
}
