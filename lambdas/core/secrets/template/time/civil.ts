const DAY_MS = 86_400_000;
const SECOND_NS = 1_000_000_000n;

/** A time on the calendar; month and day count from 1. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 is the first of January. */
  readonly yearDay: number;
}

/** Calendar of a count of nanoseconds since 1970, without regard to zones. */
export function toCivil(nanoseconds: bigint): Civil {
  const seconds = floorDivide(nanoseconds, SECOND_NS);
  const date = new Date(Number(seconds) * 1_000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(nanoseconds - seconds * SECOND_NS),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - startOf(year)) / DAY_MS) + 1,
  };
}

function startOf(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** The count of a calendar time; days and months beyond their range carry over, as in time.Date. */
export function fromCivil(
  civil: Pick<Civil, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'nanosecond'>,
): bigint {
  const day = new Date(0).setUTCFullYear(civil.year, civil.month - 1, civil.day);
  const seconds = BigInt(day / 1_000) + BigInt(civil.hour * 3_600 + civil.minute * 60 + civil.second);
  return seconds * SECOND_NS + BigInt(civil.nanosecond);
}

/** Days of a month. */
export function daysIn(year: number, month: number): number {
  return new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
}
