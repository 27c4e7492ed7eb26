import { runeAt } from '../template/rune-at.ts';
import { isSpace } from '../template/unicode.ts';

const LONGEST_SPACE_BYTES = 3;

/** A byte string without Unicode's white space at both ends, as Go's strings.TrimSpace. */
export function trimSpace(bytes: string): string {
  let start = 0;
  for (let size = -1; size !== 0; start += size) size = spaceAt(bytes, start);
  let end = bytes.length;
  for (let size = -1; size !== 0; ) {
    size = spaceBefore(bytes, end, start);
    end -= size;
  }
  return bytes.slice(start, end);
}

/** Length of the space at an offset, 0 where there is none. */
function spaceAt(bytes: string, at: number): number {
  if (at >= bytes.length) return 0;
  const { rune, size } = runeAt(bytes, at);
  return isSpace(rune) ? size : 0;
}

function spaceBefore(bytes: string, end: number, start: number): number {
  for (let size = 1; size <= LONGEST_SPACE_BYTES && end - size >= start; size += 1) {
    if (spaceAt(bytes, end - size) === size) return size;
  }
  return 0;
}
