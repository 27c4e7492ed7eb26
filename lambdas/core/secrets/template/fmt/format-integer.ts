import { encodeRune } from '../runes.ts';
import type { Flags } from './flags.ts';
import type { Output } from './output.ts';
import { isPrint } from './printable.ts';
import { quoteRune } from './quote.ts';

const BASES: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const MAX_RUNE = 0x10ffffn;

/** An integer by one of Go's verbs; false where the verb is not for integers. */
export function formatInteger(
  value: bigint,
  verb: string,
  { flags, output, isUnsigned }: { flags: Flags; output: Output; isUnsigned: boolean },
): boolean {
  if (verb === 'v' && flags.sharpV && isUnsigned) {
    writeInteger(value, 'x', { ...flags, sharp: true }, output);
    return true;
  }
  const base = verb === 'v' ? 'd' : verb;
  if (BASES[base] !== undefined) writeInteger(value, base, flags, output);
  else if (base === 'c') output.pad(encodeRune(runeOf(value)), flags);
  else if (base === 'q') output.pad(quoteRune(runeOf(value), flags.plus), flags);
  else if (base === 'U') output.pad(unicodeText(value, flags), { ...flags, zero: false });
  else return false;
  return true;
}

function runeOf(value: bigint): number {
  return value < 0n || value > MAX_RUNE ? 0xfffd : Number(value);
}

function writeInteger(value: bigint, verb: string, flags: Flags, output: Output): void {
  const isNegative = value < 0n;
  const { precision, width } = flags;
  const unpadded: Flags = { ...flags, zero: false };
  if (precision === 0 && value === 0n) {
    output.pad('', unpadded);
    return;
  }
  let digitsMin = precision ?? 0;
  if (precision === undefined && flags.zero && !flags.minus && width !== undefined) {
    digitsMin = isNegative || flags.plus || flags.space ? width - 1 : width;
  }
  output.budget.spendBytes(digitsMin);
  const digits = digitsOf(isNegative ? -value : value, verb).padStart(digitsMin, '0');
  const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  output.pad(sign + prefixOf(verb, digits, flags) + digits, unpadded);
}

function digitsOf(magnitude: bigint, verb: string): string {
  const digits = magnitude.toString(BASES[verb]);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function prefixOf(verb: string, digits: string, { sharp }: Flags): string {
  if (verb === 'O') return sharp && !digits.startsWith('0') ? '0o0' : '0o';
  if (!sharp) return '';
  if (verb === 'b') return '0b';
  if (verb === 'o') return digits.startsWith('0') ? '' : '0';
  return verb === 'x' || verb === 'X' ? `0${verb}` : '';
}

/** `U+0078`, with `#` also the character itself. */
function unicodeText(value: bigint, { precision, sharp }: Flags): string {
  const code = BigInt.asUintN(64, value);
  const hex = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(precision ?? 4, 4), '0');
  const isShown = sharp && code <= MAX_RUNE && isPrint(Number(code));
  return `U+${hex}${isShown ? ` '${encodeRune(Number(code))}'` : ''}`;
}
