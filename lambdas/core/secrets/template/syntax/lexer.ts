import type { Delimiters } from './delimiters.ts';
import { lexInsideAction } from './lex-action.ts';
import type { Token, TokenKind } from './token.ts';
import { hasTrimMarker, trimLeftLength, trimRightLength } from './trim.ts';

const COMMENT_START = '/*';
const COMMENT_END = '*/';
const TRIM_MARKER_LENGTH = 2;

/** Cuts a template (a byte string) into Go's tokens, one at each call of `next`. Linear in the template. */
export class Lexer {
  readonly input: string;
  readonly delimiters: Delimiters;
  position = 0;
  start = 0;
  parenDepth = 0;
  #insideAction = false;
  #failed = false;
  #line = 1;
  #lineAt = 0;

  constructor(input: string, delimiters: Delimiters) {
    this.input = input;
    this.delimiters = delimiters;
  }

  /** The next token; `eof` again and again at the end, and after an error. */
  next(): Token {
    if (this.#failed) return { kind: 'eof', position: 0, text: 'EOF', line: this.#line };
    return this.#insideAction ? lexInsideAction(this) : this.#lexText();
  }

  /** The token from `start` to `position`. */
  token(kind: TokenKind): Token {
    const token = {
      kind,
      position: this.start,
      text: this.input.slice(this.start, this.position),
      line: this.#lineOf(this.start),
    };
    this.start = this.position;
    return token;
  }

  /** The last token there is: why the rest cannot be read. */
  error(message: string): Token {
    this.#failed = true;
    return { kind: 'error', position: this.start, text: message, line: this.#lineOf(this.start) };
  }

  /** Whether the right delimiter stands here, and whether a trim marker is before it. */
  atRightDelim(): { readonly found: boolean; readonly trims: boolean } {
    const { input, position, delimiters } = this;
    const trims =
      hasTrimMarker(input, position, 'right') &&
      input.startsWith(delimiters.right, position + TRIM_MARKER_LENGTH);
    return { found: trims || input.startsWith(delimiters.right, position), trims };
  }

  /** The right delimiter, white space trimmed on both sides where a marker says so. */
  lexRightDelim(): Token {
    const { trims } = this.atRightDelim();
    if (trims) this.start = this.position = this.position + TRIM_MARKER_LENGTH;
    this.position += this.delimiters.right.length;
    const token = this.token('rightDelim');
    if (trims) this.#skipSpace();
    this.#insideAction = false;
    return token;
  }

  #lexText(): Token {
    for (;;) {
      const { input } = this;
      const found = input.indexOf(this.delimiters.left, this.position);
      if (found < 0) {
        this.position = input.length;
        return this.position > this.start ? this.token('text') : this.token('eof');
      }
      const afterDelim = found + this.delimiters.left.length;
      const isTrimming = found > this.position && hasTrimMarker(input, afterDelim, 'left');
      this.position = found - (isTrimming ? trimRightLength(input, this.start, found) : 0);
      const text = this.token('text');
      this.start = this.position = found;
      if (text.text !== '') return text;
      const token = this.#lexLeftDelim();
      if (token !== undefined) return token;
    }
  }

  /** The delimiter; undefined after a comment, which is no token. */
  #lexLeftDelim(): Token | undefined {
    const afterDelim = this.position + this.delimiters.left.length;
    const marker = hasTrimMarker(this.input, afterDelim, 'left') ? TRIM_MARKER_LENGTH : 0;
    this.position = afterDelim;
    if (this.input.startsWith(COMMENT_START, afterDelim + marker)) {
      this.start = this.position = afterDelim + marker;
      return this.#lexComment();
    }
    const token = this.token('leftDelim');
    this.#insideAction = true;
    this.start = this.position = afterDelim + marker;
    this.parenDepth = 0;
    return token;
  }

  #lexComment(): Token | undefined {
    const end = this.input.indexOf(COMMENT_END, this.position + COMMENT_START.length);
    if (end < 0) return this.error('unclosed comment');
    this.position = end + COMMENT_END.length;
    const { found, trims } = this.atRightDelim();
    if (!found) return this.error('comment ends before closing delimiter');
    this.position += this.delimiters.right.length + (trims ? TRIM_MARKER_LENGTH : 0);
    this.start = this.position;
    if (trims) this.#skipSpace();
    return undefined;
  }

  #skipSpace(): void {
    this.position += trimLeftLength(this.input, this.position);
    this.start = this.position;
  }

  /** Line of an offset, counted on from the last one asked for: tokens come in order. */
  #lineOf(offset: number): number {
    for (; this.#lineAt < offset; this.#lineAt += 1) {
      if (this.input.charCodeAt(this.#lineAt) === 0x0a) this.#line += 1;
    }
    return this.#line;
  }
}
