import { formatDuration } from '../time/duration.ts';
import type { GoInt } from '../values.ts';

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

/** What the String method of an integer type gives; undefined for types without one. */
export function integerText({ type, value }: GoInt): string | undefined {
  switch (type) {
    case 'time.Duration':
      return formatDuration(value);
    case 'time.Month':
      return MONTHS[Number(value) - 1] ?? `%!Month(${value})`;
    case 'time.Weekday':
      return WEEKDAYS[Number(value)] ?? `%!Weekday(${value})`;
    default:
      return undefined;
  }
}
