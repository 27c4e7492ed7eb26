import { MONTHS, WEEKDAYS } from '../number/integer-text.ts';
import { type Civil, toCivil } from './civil.ts';
import { readLayout } from './layout.ts';
import type { Zone } from './zone.ts';

/** A moment, nanoseconds since 1970, seen in a zone. */
export interface Moment {
  readonly nanoseconds: bigint;
  readonly zone: Zone;
  /** Read from the clock just now, which Go shows when it prints the time as it is. */
  readonly isFresh?: boolean;
}

/** time.Format. */
export function formatTime({ nanoseconds, zone }: Moment, layout: string): string {
  const { offset, abbreviation } = zone.at(Number(nanoseconds / 1_000_000n));
  const civil = toCivil(nanoseconds + BigInt(offset) * 1_000_000_000n);
  return readLayout(layout)
    .map(({ part, text }) => (part === undefined ? text : formatPart(part, civil, { offset, abbreviation })))
    .join('');
}

interface Offset {
  readonly offset: number;
  readonly abbreviation: string;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function formatPart(part: string, civil: Civil, zone: Offset): string {
  const writer = WRITERS[part];
  if (writer !== undefined) return writer(civil);
  if (part === 'MST')
    return zone.abbreviation || offsetText(zone.offset % 3_600 === 0 ? '-07' : '-0700', zone.offset);
  if (part.startsWith('.') || part.startsWith(',')) return fraction(part, civil.nanosecond);
  return offsetText(part, zone.offset);
}

const WRITERS: Readonly<Record<string, (civil: Civil) => string>> = {
  2006: ({ year }) => (year < 0 ? `-${pad(-year, 4)}` : pad(year, 4)),
  '06': ({ year }) => pad(Math.abs(year) % 100),
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  1: ({ month }) => String(month),
  '01': ({ month }) => pad(month),
  Monday: ({ weekday }) => WEEKDAYS[weekday] ?? '',
  Mon: ({ weekday }) => (WEEKDAYS[weekday] ?? '').slice(0, 3),
  2: ({ day }) => String(day),
  _2: ({ day }) => String(day).padStart(2),
  '02': ({ day }) => pad(day),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  '002': ({ yearDay }) => pad(yearDay, 3),
  15: ({ hour }) => pad(hour),
  3: ({ hour }) => String(hour % 12 || 12),
  '03': ({ hour }) => pad(hour % 12 || 12),
  4: ({ minute }) => String(minute),
  '04': ({ minute }) => pad(minute),
  5: ({ second }) => String(second),
  '05': ({ second }) => pad(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

function fraction(part: string, nanosecond: number): string {
  const digits = pad(nanosecond, 9)
    .slice(0, part.length - 1)
    .padEnd(part.length - 1, '0');
  if (part[1] === '0') return part.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : part.charAt(0) + trimmed;
}

/** `-0700`, `Z07:00` and their like; `Z` forms write `Z` for UTC. */
function offsetText(part: string, offset: number): string {
  if (part.startsWith('Z') && offset === 0) return 'Z';
  const colon = part.includes(':') ? ':' : '';
  const seconds = Math.abs(offset);
  const fields = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const count = Math.floor(part.replaceAll(':', '').length / 2);
  return `${offset < 0 ? '-' : '+'}${fields
    .slice(0, count)
    .map((field) => pad(field))
    .join(colon)}`;
}
