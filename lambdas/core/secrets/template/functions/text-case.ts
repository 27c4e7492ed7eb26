import { isAscii } from '../byte-string.ts';
import { mapRunes } from '../map-runes.ts';
import { toLower, toTitle, toUpper } from '../rune-case.ts';
import { encodeRune, runesOf } from '../runes.ts';
import { isDigit, isLetter, isSpace } from '../unicode.ts';
import type { FunctionFamily } from './function.ts';
import { camelCase, separatedCase } from './word-case.ts';

/** Capitals and small letters. */
export const textCaseFunctions: FunctionFamily = {
  upper: ['s', (args) => changeCase(args.string(0), 'upper')],
  lower: ['s', (args) => changeCase(args.string(0), 'lower')],
  title: ['s', (args) => titleCase(args.string(0))],
  untitle: ['s', (args) => untitleCase(args.string(0))],
  swapcase: ['s', (args) => swapCase(args.string(0))],
  snakecase: ['s', (args) => separatedCase(args.string(0), '_')],
  kebabcase: ['s', (args) => separatedCase(args.string(0), '-')],
  camelcase: ['s', (args) => camelCase(args.string(0))],
  initials: ['s', (args) => initials(args.string(0))],
  nospace: ['s', (args) => withoutSpace(args.string(0))],
};

function changeCase(bytes: string, to: 'upper' | 'lower'): string {
  if (isAscii(bytes)) return to === 'upper' ? bytes.toUpperCase() : bytes.toLowerCase();
  // Go leaves a text alone, invalid bytes and all, when no character of it changes.
  const change = to === 'upper' ? toUpper : toLower;
  const isChanged = runesOf(bytes).some((rune) => change(rune) !== rune || rune === 0xfffd);
  return isChanged ? mapRunes(bytes, change) : bytes;
}

/** strings.Title: the first letter of every word, where letters, digits and `_` make words. */
function titleCase(bytes: string): string {
  let previous = 0x20;
  return mapRunes(bytes, (rune) => {
    const isStart = isSeparator(previous);
    previous = rune;
    return isStart ? toTitle(rune) : rune;
  });
}

function isSeparator(rune: number): boolean {
  if (rune < 0x80) return !/\w/.test(String.fromCharCode(rune));
  return !isLetter(rune) && !isDigit(rune) && isSpace(rune);
}

function untitleCase(bytes: string): string {
  let isStart = true;
  return mapRunes(bytes, (rune) => {
    if (isSpace(rune)) {
      isStart = true;
      return rune;
    }
    const changed = isStart ? toLower(rune) : rune;
    isStart = false;
    return changed;
  });
}

/** goutils.SwapCase: small letters at the start of a word become title case. */
function swapCase(bytes: string): string {
  let isStart = true;
  return mapRunes(bytes, (rune) => {
    const char = String.fromCodePoint(rune);
    if (/[\p{Lu}\p{Lt}]/u.test(char)) {
      isStart = false;
      return toLower(rune);
    }
    if (/\p{Ll}/u.test(char)) {
      const swapped = isStart ? toTitle(rune) : toUpper(rune);
      isStart = false;
      return swapped;
    }
    isStart = isSpace(rune);
    return rune;
  });
}

/** goutils.Initials, which takes every byte for a character. */
function initials(bytes: string): string {
  let found = '';
  let isStart = true;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes.charCodeAt(index);
    if (isSpace(byte)) isStart = true;
    else if (isStart) {
      found += encodeRune(byte);
      isStart = false;
    }
  }
  return found;
}

/** goutils.DeleteWhiteSpace, which takes every byte for a character too, but only where it deletes one. */
function withoutSpace(bytes: string): string {
  const kept = [...bytes].filter((char) => !isSpace(char.charCodeAt(0)));
  return kept.length === bytes.length ? bytes : kept.map((char) => encodeRune(char.charCodeAt(0))).join('');
}
