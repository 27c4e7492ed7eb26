import type { TextPlace } from './write-text.ts';

/** Column beyond which libyaml breaks a line at the next space. */
const WIDTH = 80;

/** Breaks a scalar, given as the written form of each character, at single spaces beyond the width. */
export function foldText(
  pieces: readonly string[],
  style: 'plain' | 'single' | 'double',
  { indent, column: start, isKey = false }: TextPlace,
): string {
  let text = '';
  let column = start;
  let wasSpace = false;
  for (const [index, piece] of pieces.entries()) {
    const isSpace = piece === ' ';
    const isNextSpace = pieces[index + 1] === ' ';
    const isInside = style === 'plain' || (index > 0 && index < pieces.length - 1);
    const isFolded = isSpace && !isKey && !wasSpace && column > WIDTH && isInside;
    if (isFolded && (style === 'double' || !isNextSpace)) {
      text += `\n${' '.repeat(indent + 2)}${isNextSpace ? '\\' : ''}`;
      column = indent + 2 + (isNextSpace ? 1 : 0);
    } else {
      text += piece;
      column += piece.length > 1 && piece.startsWith('\\') ? piece.length : 1;
    }
    wasSpace = isSpace;
  }
  return text;
}
