import type { Expression, Match } from './expression.ts';

/** All matches from left to right, as Go's FindAll: an empty match next to the one before it does not count. */
export function findAll(expression: Expression, subject: Uint8Array): readonly Match[] {
  const matches: Match[] = [];
  let previousEnd = -1;
  for (let at = 0; at <= subject.length; ) {
    const match = expression.find(subject, at);
    const [start = -1, end = -1] = match ?? [];
    if (match === undefined) break;
    const isEmptyHere = end === at;
    if (!isEmptyHere || start !== previousEnd) matches.push(match);
    at = isEmptyHere ? at + runeWidth(subject, at) : end;
    previousEnd = end;
  }
  return matches;
}

/** Bytes of the character at an offset; 1 for a byte that is not UTF-8 and behind the end. */
export function runeWidth(subject: Uint8Array, at: number): number {
  const lead = subject[at] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const second = subject[at + 1] ?? 0;
  const [lowest, highest] = SECOND_BYTES[lead] ?? [0x80, 0xbf];
  if (second < lowest || second > highest) return 1;
  for (let i = 2; i < width; i += 1) if (((subject[at + i] ?? 0) & 0xc0) !== 0x80) return 1;
  return width;
}

/** Lead bytes whose second byte is held narrower: no overlong forms, no surrogates, nothing above U+10FFFF. */
const SECOND_BYTES: Readonly<Record<number, readonly [number, number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
};
