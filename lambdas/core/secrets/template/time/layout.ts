/** Pieces of a Go layout: the reference time's parts, and the text between them. */
export interface LayoutPiece {
  /** The part of the reference time, such as `2006` or `Jan`; undefined for literal text. */
  readonly part: string | undefined;
  readonly text: string;
}

/** Go looks for the longest part; `Jan` and `Mon` are none before a small letter, `_2006` is `_` and a year. */
const PARTS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm|[-Z]07:00:00|[-Z]070000|[-Z]07:00|[-Z]0700|[-Z]07|[.,](?:0+|9+)(?!\d)/g;

/** Cuts a layout at the parts of the reference time. */
export function readLayout(layout: string): readonly LayoutPiece[] {
  const pieces: LayoutPiece[] = [];
  let offset = 0;
  for (const match of layout.matchAll(PARTS)) {
    if (match.index > offset) pieces.push({ part: undefined, text: layout.slice(offset, match.index) });
    pieces.push({ part: match[0], text: match[0] });
    offset = match.index + match[0].length;
  }
  if (offset < layout.length) pieces.push({ part: undefined, text: layout.slice(offset) });
  return pieces;
}
