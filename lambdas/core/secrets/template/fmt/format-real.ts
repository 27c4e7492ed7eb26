import { type FloatFormat, formatFloat } from '../number/format-float.ts';
import type { Flags } from './flags.ts';
import type { Output } from './output.ts';

/** Precision of a verb when none is given; undefined: the verb is not for floats. */
const PRECISIONS: Readonly<Record<string, number | 'shortest'>> = {
  v: 'shortest',
  b: 'shortest',
  g: 'shortest',
  G: 'shortest',
  x: 'shortest',
  X: 'shortest',
  f: 6,
  F: 6,
  e: 6,
  E: 6,
};
const FORMATS: Readonly<Record<string, FloatFormat>> = {
  v: 'g',
  b: 'b',
  g: 'g',
  G: 'G',
  x: 'x',
  X: 'X',
  f: 'f',
  F: 'f',
  e: 'e',
  E: 'E',
};

/** A float64 by one of Go's verbs; false where the verb is not for floats. */
export function formatReal(value: number, verb: string, flags: Flags, output: Output): boolean {
  const format = FORMATS[verb];
  const standard = PRECISIONS[verb];
  if (format === undefined || standard === undefined) return false;
  const precision = flags.precision ?? standard;
  if (typeof precision === 'number') output.budget.spendBytes(precision * 8);
  const text = formatFloat(value, format, precision);
  const signed = /^[+-]/.test(text) ? text : `+${text}`;
  writeReal(flags.space && signed.startsWith('+') && !flags.plus ? ` ${signed.slice(1)}` : signed, {
    format,
    flags,
    output,
    precision,
  });
  return true;
}

interface Writing {
  readonly format: FloatFormat;
  readonly flags: Flags;
  readonly output: Output;
  readonly precision: number | 'shortest';
}

function writeReal(signed: string, { format, flags, output, precision }: Writing): void {
  if (/^.[IN]/.test(signed)) {
    const isBareNan = signed[1] === 'N' && !flags.space && !flags.plus;
    output.pad(isBareNan ? signed.slice(1) : signed, { ...flags, zero: false });
    return;
  }
  const text = flags.sharp && format !== 'b' ? withPoint(signed, format, precision) : signed;
  if (!flags.plus && text.startsWith('+')) {
    output.pad(text.slice(1), flags);
    return;
  }
  // Zeros go between the sign and the digits.
  const { width } = flags;
  if (flags.zero && !flags.minus && width !== undefined && width > text.length) {
    output.write(text.charAt(0));
    output.pad(text.slice(1), { ...flags, width: width - 1 });
    return;
  }
  output.pad(text, flags);
}

/** The `#` flag: always a point, and the zeros that `%g` leaves out. */
function withPoint(signed: string, format: FloatFormat, precision: number | 'shortest'): string {
  const isHexadecimal = format === 'x' || format === 'X';
  const split = signed.search(isHexadecimal ? /[pP]/ : /[eE]/);
  const tail = split < 0 ? '' : signed.slice(split);
  const body = split < 0 ? signed : signed.slice(0, split);
  const isCounted = format === 'g' || format === 'G' || format === 'x';
  let missing = isCounted ? (precision === 'shortest' ? 6 : precision) : 0;
  const shown = body.slice(1).replace('.', '');
  missing -= shown.replace(/^0+/, '').length;
  if (body.includes('.')) return body + '0'.repeat(Math.max(missing, 0)) + tail;
  if (body.length === 2 && body[1] === '0') missing -= 1;
  return `${body}.${'0'.repeat(Math.max(missing, 0))}${tail}`;
}
