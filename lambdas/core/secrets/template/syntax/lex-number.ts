import { quote } from '../fmt/quote.ts';
import { runeAt } from '../rune-at.ts';
import type { Lexer } from './lexer.ts';
import { isAlphaNumeric } from './name-rune.ts';
import type { Token } from './token.ts';

/** A number, or a complex one such as `1+2i`; what its digits mean is checked by the parser. */
export function lexNumber(lexer: Lexer): Token {
  if (!scanNumber(lexer)) return badNumber(lexer);
  const sign = lexer.input[lexer.position];
  if (sign !== '+' && sign !== '-') return lexer.token('number');
  const isComplex = scanNumber(lexer) && lexer.input[lexer.position - 1] === 'i';
  return isComplex ? lexer.token('complex') : badNumber(lexer);
}

function badNumber(lexer: Lexer): Token {
  return lexer.error(`bad number syntax: ${quote(lexer.input.slice(lexer.start, lexer.position))}`);
}

const DECIMAL = '0123456789_';
const RADIX_DIGITS: Readonly<Record<string, string>> = {
  x: '0123456789abcdefABCDEF_',
  o: '01234567_',
  b: '01_',
};

/** Moves over a number; false where a letter or digit follows that does not belong to it. */
function scanNumber(lexer: Lexer): boolean {
  accept(lexer, '+-');
  let digits = DECIMAL;
  if (accept(lexer, '0')) {
    const radix = lexer.input.charAt(lexer.position).toLowerCase();
    digits = RADIX_DIGITS[radix] ?? DECIMAL;
    if (digits !== DECIMAL) lexer.position += 1;
  }
  acceptRun(lexer, digits);
  if (accept(lexer, '.')) acceptRun(lexer, digits);
  const exponent = digits === DECIMAL ? 'eE' : digits === RADIX_DIGITS['x'] ? 'pP' : '';
  if (exponent !== '' && accept(lexer, exponent)) {
    accept(lexer, '+-');
    acceptRun(lexer, DECIMAL);
  }
  accept(lexer, 'i');
  if (lexer.position >= lexer.input.length) return true;
  const { rune, size } = runeAt(lexer.input, lexer.position);
  if (!isAlphaNumeric(rune)) return true;
  lexer.position += size;
  return false;
}

function accept(lexer: Lexer, characters: string): boolean {
  const char = lexer.input[lexer.position];
  if (char === undefined || !characters.includes(char)) return false;
  lexer.position += 1;
  return true;
}

function acceptRun(lexer: Lexer, characters: string): void {
  while (accept(lexer, characters));
}
