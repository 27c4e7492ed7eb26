import { quote } from '../fmt/quote.ts';
import { MONTHS, WEEKDAYS } from '../number/integer-text.ts';
import { FunctionError } from '../template-error.ts';
import { daysIn, fromCivil } from './civil.ts';
import type { Moment } from './format-time.ts';
import { readLayout } from './layout.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

interface Fields {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  isPm: boolean | undefined;
  offset: number | undefined;
  abbreviation: string;
}

/** time.Parse, without a zone in UTC; throws FunctionError in Go's words. */
export function parseTime(layout: string, text: string): Moment {
  const fields: Fields = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    isPm: undefined,
    offset: undefined,
    abbreviation: '',
  };
  let rest = text;
  const pieces = readLayout(layout);
  for (const [index, { part, text: shown }] of pieces.entries()) {
    const read = part === undefined ? skipLiteral(shown, rest) : readPart(part, rest, fields);
    if (read === undefined) throw unreadable(layout, text, rest, shown);
    if (read === 'range')
      throw new FunctionError(`parsing time ${quote(text)}: ${nameOf(part ?? '')} out of range`);
    rest = read;
    const isSeconds = part === '5' || part === '05';
    if (isSeconds && !/^[.,]/.test(pieces[index + 1]?.part ?? '')) rest = readFraction(rest, fields);
  }
  if (rest !== '') throw new FunctionError(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  return momentOf(fields, text);
}

function unreadable(layout: string, text: string, rest: string, shown: string): FunctionError {
  return new FunctionError(
    `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(shown)}`,
  );
}

/** Spaces in a layout stand for any number of them. */
function skipLiteral(literal: string, rest: string): string | undefined {
  let left = rest;
  for (const char of literal) {
    if (char === ' ') {
      if (left !== '' && left[0] !== ' ') return undefined;
      left = left.replace(/^ +/, '');
    } else if (left[0] === char) left = left.slice(1);
    else return undefined;
  }
  return left;
}

interface Numeric {
  readonly pattern: RegExp;
  readonly field: 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second';
  readonly min: number;
  readonly max: number;
}

const TWO = /^\d{2}/;
const ONE_OR_TWO = /^\d{1,2}/;
const NUMERIC: Readonly<Record<string, Numeric>> = {
  2006: { pattern: /^\d{4}/, field: 'year', min: 0, max: 9_999 },
  1: { pattern: ONE_OR_TWO, field: 'month', min: 1, max: 12 },
  '01': { pattern: TWO, field: 'month', min: 1, max: 12 },
  2: { pattern: ONE_OR_TWO, field: 'day', min: 0, max: 99 },
  _2: { pattern: /^ ?\d{1,2}/, field: 'day', min: 0, max: 99 },
  '02': { pattern: TWO, field: 'day', min: 0, max: 99 },
  __2: { pattern: /^ {0,2}\d{1,3}/, field: 'yearDay', min: 0, max: 999 },
  '002': { pattern: /^\d{3}/, field: 'yearDay', min: 0, max: 999 },
  15: { pattern: ONE_OR_TWO, field: 'hour', min: 0, max: 23 },
  3: { pattern: ONE_OR_TWO, field: 'hour', min: 0, max: 12 },
  '03': { pattern: TWO, field: 'hour', min: 0, max: 12 },
  4: { pattern: ONE_OR_TWO, field: 'minute', min: 0, max: 59 },
  '04': { pattern: TWO, field: 'minute', min: 0, max: 59 },
  5: { pattern: ONE_OR_TWO, field: 'second', min: 0, max: 59 },
  '05': { pattern: TWO, field: 'second', min: 0, max: 59 },
};

function nameOf(part: string): string {
  return NUMERIC[part]?.field ?? 'time zone offset';
}

function readPart(part: string, rest: string, fields: Fields): string | 'range' | undefined {
  const numeric = NUMERIC[part];
  if (numeric !== undefined) {
    const digits = numeric.pattern.exec(rest)?.[0];
    if (digits === undefined) return undefined;
    const value = Number(digits);
    if (value < numeric.min || value > numeric.max) return 'range';
    fields[numeric.field] = value;
    return rest.slice(digits.length);
  }
  if (part === '06') return readShortYear(rest, fields);
  if (part === 'PM' || part === 'pm') return readHalf(part, rest, fields);
  if (part === 'January' || part === 'Jan') {
    return readName(MONTHS, part === 'Jan', rest, (index) => {
      fields.month = index + 1;
    });
  }
  if (part === 'Monday' || part === 'Mon') return readName(WEEKDAYS, part === 'Mon', rest, () => undefined);
  if (part === 'MST') return readAbbreviation(rest, fields);
  if (/^[.,]/.test(part))
    return part[1] === '9' ? readFraction(rest, fields) : readExactFraction(part, rest, fields);
  return readOffset(part, rest, fields);
}

function readShortYear(rest: string, fields: Fields): string | undefined {
  const digits = TWO.exec(rest)?.[0];
  if (digits === undefined) return undefined;
  fields.year = Number(digits) + (Number(digits) >= 69 ? 1900 : 2000);
  return rest.slice(2);
}

function readHalf(part: 'PM' | 'pm', rest: string, fields: Fields): string | undefined {
  const half = rest.slice(0, 2);
  const [after, before] = part === 'PM' ? ['PM', 'AM'] : ['pm', 'am'];
  if (half !== after && half !== before) return undefined;
  fields.isPm = half === after;
  return rest.slice(2);
}

function readName(
  names: readonly string[],
  isShort: boolean,
  rest: string,
  found: (index: number) => void,
): string | undefined {
  const shown = isShort ? names.map((name) => name.slice(0, 3)) : names;
  const index = shown.findIndex((name) => rest.slice(0, name.length).toLowerCase() === name.toLowerCase());
  if (index < 0) return undefined;
  found(index);
  return rest.slice(shown[index]?.length);
}

function readAbbreviation(rest: string, fields: Fields): string | undefined {
  const name = /^(UTC|GMT[+-]\d{1,2}|ChST|MeST|[A-Z]{3,5}|[+-]\d{2}(?:\d{2})?)/.exec(rest)?.[0];
  if (name === undefined) return undefined;
  fields.abbreviation = name;
  return rest.slice(name.length);
}

function readFraction(rest: string, fields: Fields): string {
  const digits = /^[.,]\d+/.exec(rest)?.[0];
  if (digits === undefined) return rest;
  fields.nanosecond = Number(digits.slice(1, 10).padEnd(9, '0'));
  return rest.slice(digits.length);
}

function readExactFraction(part: string, rest: string, fields: Fields): string | undefined {
  const shown = rest.slice(0, part.length);
  if (!/^[.,]\d+$/.test(shown) || shown.length !== part.length) return undefined;
  fields.nanosecond = Number(shown.slice(1, 10).padEnd(9, '0'));
  return rest.slice(part.length);
}

function readOffset(part: string, rest: string, fields: Fields): string | 'range' | undefined {
  if (part.startsWith('Z') && rest.startsWith('Z')) {
    fields.offset = 0;
    fields.abbreviation = 'UTC';
    return rest.slice(1);
  }
  const shape = part.slice(1).replace(/\d\d/g, String.raw`(\d\d)`);
  const match = new RegExp(`^([+-])${shape}`).exec(rest);
  if (match === null) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(2).map(Number);
  if (hours > 24 || minutes > 60 || seconds > 60) return 'range';
  const offset = hours * 3_600 + minutes * 60 + seconds;
  fields.offset = match[1] === '-' ? -offset : offset;
  return rest.slice(match[0].length);
}

function momentOf(fields: Fields, text: string): Moment {
  const { year, hour, isPm } = fields;
  const hour24 = isPm === true && hour < 12 ? hour + 12 : isPm === false && hour === 12 ? 0 : hour;
  const month = fields.month ?? 1;
  const isBadDay = fields.day !== undefined && (fields.day < 1 || fields.day > daysIn(year, month));
  const isBadYearDay =
    fields.yearDay !== undefined &&
    (fields.yearDay < 1 || fields.yearDay > (daysIn(year, 2) === 29 ? 366 : 365));
  if (isBadDay || isBadYearDay)
    throw new FunctionError(`parsing time ${quote(text)}: day${isBadDay ? '' : '-of-year'} out of range`);
  const day = fields.day ?? (fields.month === undefined ? (fields.yearDay ?? 1) : 1);
  const nanoseconds = fromCivil({ ...fields, month, day, hour: hour24 });
  return { nanoseconds: nanoseconds - BigInt(fields.offset ?? 0) * 1_000_000_000n, zone: zoneOf(fields) };
}

/** An abbreviation alone has no offset that Go could know, but for UTC and `GMT+3`. */
function zoneOf({ offset, abbreviation }: Fields): Zone {
  if (offset !== undefined) return offset === 0 ? UTC : fixedZone(offset, abbreviation);
  return abbreviation === '' || abbreviation === 'UTC' ? UTC : fixedZone(0, abbreviation);
}
