import { quoteJson } from '../functions/json-string.ts';
import { int } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import { GoInt, GoObject, type GoObjectShape, type Method, type Value } from '../values.ts';
import { type Civil, fromCivil, toCivil } from './civil.ts';
import { formatTime, type Moment } from './format-time.ts';
import { UTC } from './zone.ts';

/** The zero time.Time: the first of January of the year 1. */
export const ZERO_TIME: Moment = { nanoseconds: -62_135_596_800_000_000_000n, zone: UTC };

/** Reading of Go's second clock, counted from the start of the program; every start is the same to us. */
const MONOTONIC = ' m=+0.000000001';
const STRING_LAYOUT = '2006-01-02 15:04:05.999999999 -0700 MST';
const JSON_LAYOUT = '2006-01-02T15:04:05.999999999Z07:00';
const NUMBERS: Readonly<Record<string, keyof Civil>> = {
  Year: 'year',
  Day: 'day',
  Hour: 'hour',
  Minute: 'minute',
  Second: 'second',
  Nanosecond: 'nanosecond',
  YearDay: 'yearDay',
};
const UNIX: Readonly<Record<string, bigint>> = {
  Unix: 1_000_000_000n,
  UnixMilli: 1_000_000n,
  UnixMicro: 1_000n,
  UnixNano: 1n,
};
const ORDERS: Readonly<Record<string, (difference: bigint) => boolean>> = {
  Before: (difference) => difference < 0n,
  After: (difference) => difference > 0n,
  Equal: (difference) => difference === 0n,
};

/** A time.Time of a template. */
export function timeValue(moment: Moment): GoObject {
  return new GoObject(new TimeShape(moment));
}

/** The moment of a value that is a time.Time; undefined for any other. */
export function momentOf(value: Value | undefined): Moment | undefined {
  return value instanceof GoObject && value.shape instanceof TimeShape ? value.shape.moment : undefined;
}

class TimeShape implements GoObjectShape {
  readonly type = 'time.Time';
  /** What Go keeps inside says nothing to a template; printing it shows addresses. */
  readonly hidden: ReadonlyMap<string, Value> = new Map([
    ['wall', null],
    ['ext', null],
    ['loc', null],
  ]);
  readonly moment: Moment;

  constructor(moment: Moment) {
    this.moment = moment;
  }

  text(): string {
    return formatTime(this.moment, STRING_LAYOUT) + (this.moment.isFresh === true ? MONOTONIC : '');
  }

  identity(): string {
    return `${this.moment.nanoseconds} ${this.moment.zone.name}`;
  }

  json(): string {
    return quoteJson(formatTime(this.moment, JSON_LAYOUT), true);
  }

  method(name: string): Method | undefined {
    const { nanoseconds } = this.moment;
    const number = NUMBERS[name];
    if (number !== undefined) return getter(() => int(this.#civil()[number]));
    const unit = UNIX[name];
    if (unit !== undefined) return getter(() => new GoInt('int64', floorDivide(nanoseconds, unit)));
    const order = ORDERS[name];
    if (order !== undefined) {
      return { parameters: 't', call: ([other]) => order(nanoseconds - momentIn(other).nanoseconds) };
    }
    return this.#calendarMethod(name) ?? this.#movingMethod(name);
  }

  #calendarMethod(name: string): Method | undefined {
    switch (name) {
      case 'String':
        return getter(() => this.text());
      case 'Format':
        return {
          parameters: 's',
          call: ([layout]) => formatTime(this.moment, typeof layout === 'string' ? layout : ''),
        };
      case 'Month':
        return getter(() => new GoInt('time.Month', BigInt(this.#civil().month)));
      case 'Weekday':
        return getter(() => new GoInt('time.Weekday', BigInt(this.#civil().weekday)));
      case 'IsZero':
        return getter(() => this.moment.nanoseconds === ZERO_TIME.nanoseconds);
      default:
        return undefined;
    }
  }

  #movingMethod(name: string): Method | undefined {
    const { nanoseconds, zone } = this.moment;
    switch (name) {
      case 'UTC':
      case 'Local':
        return getter(() => timeValue({ nanoseconds, zone: UTC }));
      case 'Add':
        return {
          parameters: 'd',
          call: ([by]) => timeValue({ nanoseconds: nanoseconds + integerIn(by), zone }),
        };
      case 'Sub':
        return {
          parameters: 't',
          call: ([other]) => new GoInt('time.Duration', saturate(nanoseconds - momentIn(other).nanoseconds)),
        };
      case 'AddDate':
        return {
          parameters: 'iii',
          call: (by) => this.#addDate(by.map((value) => Number(integerIn(value)))),
        };
      default:
        return undefined;
    }
  }

  #addDate([years = 0, months = 0, days = 0]: readonly number[]): Value {
    const civil = this.#civil();
    const moved = { ...civil, year: civil.year + years, month: civil.month + months, day: civil.day + days };
    return timeValue({ ...this.moment, nanoseconds: fromCivil(moved) - this.#offset() });
  }

  #offset(): bigint {
    const { nanoseconds, zone } = this.moment;
    return BigInt(zone.at(Number(nanoseconds / 1_000_000n)).offset) * 1_000_000_000n;
  }

  #civil(): Civil {
    return toCivil(this.moment.nanoseconds + this.#offset());
  }
}

function getter(call: () => Value): Method {
  return { parameters: '', call };
}

function momentIn(value: Value | undefined): Moment {
  const moment = momentOf(value);
  if (moment === undefined) throw new FunctionError('not a time');
  return moment;
}

function integerIn(value: Value | undefined): bigint {
  if (!(value instanceof GoInt)) throw new FunctionError('not an integer');
  return value.value;
}

/** A time.Duration holds about 292 years. */
function saturate(value: bigint): bigint {
  const max = (1n << 63n) - 1n;
  return value > max ? max : value < -max - 1n ? -max - 1n : value;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
