const SPACES = ' \t\r\n';

/** `- ` behind a left delimiter, or ` -` before a right one, with any white space. */
export function hasTrimMarker(input: string, offset: number, side: 'left' | 'right'): boolean {
  const dash = side === 'left' ? offset : offset + 1;
  const space = side === 'left' ? offset + 1 : offset;
  return input[dash] === '-' && isSpace(input[space]);
}

/** Length of the white space that ends at `end`, not before `start`. */
export function trimRightLength(input: string, start: number, end: number): number {
  let from = end;
  while (from > start && isSpace(input[from - 1])) from -= 1;
  return end - from;
}

/** Length of the white space that begins at `start`. */
export function trimLeftLength(input: string, start: number): number {
  let end = start;
  while (isSpace(input[end])) end += 1;
  return end - start;
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && SPACES.includes(char);
}
