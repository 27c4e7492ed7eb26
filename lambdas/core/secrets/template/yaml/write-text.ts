import { runeAt } from '../rune-at.ts';
import { encodeRune, runesOf } from '../runes.ts';
import { foldText } from './fold-text.ts';
import { resolvePlain } from './resolve.ts';
import { parseDate } from './timestamp.ts';

/** Longest key that stands before its colon on one line (libyaml). */
const SIMPLE_KEY_BYTES_MAX = 128;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether a key needs no `?`. */
export function isSimpleKey(bytes: string): boolean {
  return bytes.length <= SIMPLE_KEY_BYTES_MAX && !LINE_BREAK.test(bytes);
}

export interface TextPlace {
  /** Column of the collection that the text is in. */
  readonly indent: number;
  /** Column where the text begins. */
  readonly column: number;
  readonly isKey?: boolean;
}

/** A string in the style that yaml.v2 chooses: plain, quoted, or a literal block; folded beyond column 80. */
export function writeText(bytes: string, place: TextPlace): string {
  const facts = analyze(bytes);
  const isLines = bytes.includes('\n');
  if (isLines && facts.isBlockAllowed && place.isKey !== true) return literalBlock(bytes, place.indent + 2);
  const isText =
    !isLines && typeof resolvePlain(bytes) === 'string' && !BASE_60.test(bytes) && !isDate(bytes);
  if (isText && facts.isPlainAllowed) return foldText(runesIn(bytes), 'plain', place);
  if (isText && facts.isSingleAllowed) {
    const pieces = runesIn(bytes).map((rune) => (rune === "'" ? "''" : rune));
    return `'${foldText(pieces, 'single', { ...place, column: place.column + 1 })}'`;
  }
  return `"${foldText(doubleQuoted(bytes), 'double', { ...place, column: place.column + 1 })}"`;
}

function runesIn(bytes: string): string[] {
  return runesOf(bytes).map(encodeRune);
}

/** Dates are texts, but not ones that may stand plain. */
function isDate(bytes: string): boolean {
  return /^\d{4}-/.test(bytes) && parseDate(bytes);
}

interface Facts {
  readonly isPlainAllowed: boolean;
  readonly isSingleAllowed: boolean;
  readonly isBlockAllowed: boolean;
}

/** LF, CR, NEL, LS and PS in UTF-8. */
const LINE_BREAK = /[\r\n]|\xc2\x85|\xe2\x80[\xa8\xa9]/;
const BREAK = '(?:[\\r\\n]|\\xc2\\x85|\\xe2\\x80[\\xa8\\xa9])';
const BREAK_SPACE = new RegExp(`${BREAK} `);
const SPACE_BREAK = new RegExp(` ${BREAK}`);
const EDGE = new RegExp(`^(?: |${BREAK})|(?: |${BREAK})$`);
/** What cannot begin a plain scalar, or stand inside one. */
const INDICATOR =
  /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))|:(?:[ \t]|$)|(?:[ \t\r\n]|\xc2\x85|\xe2\x80[\xa8\xa9])#/;

function analyze(bytes: string): Facts {
  const isSpecial = SPACE_BREAK.test(bytes) || !isPrintable(bytes);
  const isEdged = EDGE.test(bytes);
  const breaksThenSpace = BREAK_SPACE.test(bytes);
  return {
    isPlainAllowed:
      !isSpecial && !isEdged && !breaksThenSpace && !LINE_BREAK.test(bytes) && !INDICATOR.test(bytes),
    isSingleAllowed: !isSpecial && !breaksThenSpace,
    isBlockAllowed: !isSpecial && !bytes.endsWith(' '),
  };
}

/** libyaml's idea of printable: no tab, no control characters, nothing beyond the basic plane. */
function isPrintable(bytes: string): boolean {
  for (let offset = 0; offset < bytes.length; ) {
    const { rune, size } = runeAt(bytes, offset);
    if (!isPrintableRune(rune)) return false;
    offset += size;
  }
  return true;
}

function isPrintableRune(rune: number): boolean {
  if (rune < 0x7f) return rune >= 0x20 || rune === 0x0a;
  return rune >= 0xa0 && rune < 0xfffe && rune !== 0xfeff;
}

function literalBlock(bytes: string, indent: number): string {
  const hint = bytes.startsWith(' ') || LINE_BREAK.test(bytes.charAt(0)) ? '2' : '';
  const chomp = !bytes.endsWith('\n') ? '-' : /^\n$|\n\n$/.test(bytes) ? '+' : '';
  const pad = ' '.repeat(indent);
  const lines = bytes.replace(/\n$/, '').split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

const SHORT: ReadonlyMap<number, string> = new Map([
  [0, '0'],
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [27, 'e'],
  [34, '"'],
  [92, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

/** Behind a byte order mark libyaml takes every character for one, and escapes it. */
function doubleQuoted(bytes: string): string[] {
  const isMarked = bytes.startsWith('\xef\xbb\xbf');
  return runesIn(bytes).map((char) => (isMarked ? escapeRune(runeAt(char, 0).rune) : escaped(char)));
}

/** One character as it stands between double quotes. */
function escaped(char: string): string {
  const { rune } = runeAt(char, 0);
  const isPlain = isPrintableRune(rune) && rune !== 10 && rune !== 34 && rune !== 92 && !isBreak(rune);
  return isPlain ? char : escapeRune(rune);
}

function isBreak(rune: number): boolean {
  return rune === 0x2028 || rune === 0x2029;
}

function escapeRune(rune: number): string {
  const short = SHORT.get(rune);
  if (short !== undefined) return `\\${short}`;
  const hex = rune.toString(16).toUpperCase();
  if (rune <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return rune <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
