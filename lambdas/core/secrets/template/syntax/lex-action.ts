import { isPrint } from '../fmt/printable.ts';
import { runeAt } from '../rune-at.ts';
import { encodeRune } from '../runes.ts';
import { lexNumber } from './lex-number.ts';
import type { Lexer } from './lexer.ts';
import { isAlphaNumeric } from './name-rune.ts';
import { keywordOf, type Token, type TokenKind } from './token.ts';

const SINGLE: Readonly<Record<string, TokenKind>> = { '=': 'assign', '|': 'pipe' };
const TERMINATORS = ' \t\r\n.,|:)(';

/** The next token between delimiters. */
export function lexInsideAction(lexer: Lexer): Token {
  if (lexer.atRightDelim().found) {
    return lexer.parenDepth === 0 ? lexer.lexRightDelim() : lexer.error('unclosed left paren');
  }
  const { input } = lexer;
  if (lexer.position >= input.length) return lexer.error('unclosed action');
  const char = input.charAt(lexer.position);
  if (' \t\r\n'.includes(char)) return lexSpace(lexer);
  const single = SINGLE[char];
  if (single !== undefined) return advance(lexer, 1, single);
  switch (char) {
    case ':':
      return input[lexer.position + 1] === '=' ? advance(lexer, 2, 'declare') : lexer.error('expected :=');
    case '"':
      return lexQuoted(lexer, '"', 'string', 'unterminated quoted string');
    case "'":
      return lexQuoted(lexer, "'", 'charConstant', 'unterminated character constant');
    case '`':
      return lexRaw(lexer);
    case '$':
      return lexName(lexer, 'variable');
    case '(':
      lexer.parenDepth += 1;
      return advance(lexer, 1, 'leftParen');
    case ')':
      lexer.parenDepth -= 1;
      return lexer.parenDepth < 0 ? lexer.error('unexpected right paren') : advance(lexer, 1, 'rightParen');
    default:
      return lexWord(lexer, char);
  }
}

function lexWord(lexer: Lexer, char: string): Token {
  const next = lexer.input[lexer.position + 1];
  if (char === '.' && next !== undefined && !(next >= '0' && next <= '9')) return lexName(lexer, 'field');
  if (char === '.' || char === '+' || char === '-' || (char >= '0' && char <= '9')) return lexNumber(lexer);
  const { rune } = runeAt(lexer.input, lexer.position);
  if (isAlphaNumeric(rune)) return lexIdentifier(lexer);
  if (rune < 0x80 && isPrint(rune)) return advance(lexer, 1, 'char');
  return lexer.error(`unrecognized character in action: ${describeRune(rune)}`);
}

function advance(lexer: Lexer, length: number, kind: TokenKind): Token {
  lexer.position += length;
  return lexer.token(kind);
}

/** A run of white space; without its last character where that belongs to a trim marker. */
function lexSpace(lexer: Lexer): Token {
  const from = lexer.position;
  while (' \t\r\n'.includes(lexer.input[lexer.position] ?? 'x')) lexer.position += 1;
  lexer.position -= 1;
  if (!lexer.atRightDelim().trims) lexer.position += 1;
  else if (lexer.position === from) return lexer.lexRightDelim();
  return lexer.token('space');
}

function lexIdentifier(lexer: Lexer): Token {
  skipName(lexer);
  if (!atTerminator(lexer)) return lexer.error(`bad character ${runeHere(lexer)}`);
  const word = lexer.input.slice(lexer.start, lexer.position);
  const keyword = keywordOf(word);
  if (keyword !== undefined) return lexer.token(keyword);
  return lexer.token(word === 'true' || word === 'false' ? 'bool' : 'identifier');
}

/** `.name`, `$name`, or the bare `.` or `$`. */
function lexName(lexer: Lexer, kind: 'field' | 'variable'): Token {
  lexer.position += 1;
  if (atTerminator(lexer)) return lexer.token(kind === 'variable' ? 'variable' : 'dot');
  skipName(lexer);
  return atTerminator(lexer) ? lexer.token(kind) : lexer.error(`bad character ${runeHere(lexer)}`);
}

function skipName(lexer: Lexer): void {
  while (lexer.position < lexer.input.length) {
    const { rune, size } = runeAt(lexer.input, lexer.position);
    if (!isAlphaNumeric(rune)) return;
    lexer.position += size;
  }
}

function atTerminator(lexer: Lexer): boolean {
  const { input, position, delimiters } = lexer;
  if (position >= input.length || TERMINATORS.includes(input.charAt(position))) return true;
  return input.startsWith(delimiters.right, position);
}

function lexQuoted(lexer: Lexer, mark: string, kind: TokenKind, message: string): Token {
  const { input } = lexer;
  for (lexer.position += 1; ; lexer.position += 1) {
    const char = input[lexer.position];
    if (char === mark) return advance(lexer, 1, kind);
    if (char === '\\') lexer.position += 1;
    const shown = input[lexer.position];
    if (shown === undefined || shown === '\n') return lexer.error(message);
  }
}

function lexRaw(lexer: Lexer): Token {
  const end = lexer.input.indexOf('`', lexer.position + 1);
  if (end < 0) return lexer.error('unterminated raw quoted string');
  lexer.position = end + 1;
  return lexer.token('rawString');
}

function runeHere(lexer: Lexer): string {
  const isEnd = lexer.position >= lexer.input.length;
  return describeRune(isEnd ? -1 : runeAt(lexer.input, lexer.position).rune);
}

/** Go's `%#U`. */
function describeRune(rune: number): string {
  const code = `U+${rune.toString(16).toUpperCase().padStart(4, '0')}`;
  return rune >= 0 && isPrint(rune) ? `${code} '${encodeRune(rune)}'` : code;
}
