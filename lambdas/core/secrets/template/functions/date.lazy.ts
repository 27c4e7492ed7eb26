import { quote } from '../fmt/quote.ts';
import { parseGoInt } from '../number/parse-int.ts';
import { FunctionError } from '../template-error.ts';
import { formatDuration, parseDuration } from '../time/duration.ts';
import { formatTime, type Moment } from '../time/format-time.ts';
import { momentOf, timeValue, ZERO_TIME } from '../time/go-time.ts';
import { parseTime } from '../time/parse-time.ts';
import { loadZone, UTC } from '../time/zone.ts';
import { GoInt, type Value } from '../values.ts';
import type { Args } from './args.ts';
import type { FunctionFamily, TemplateFunction } from './function.ts';
import { undetermined } from './refusals.ts';

const SECOND = 1_000_000_000n;
const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };
const ISO_DATE = '2006-01-02';

const dateModify: TemplateFunction = ['st', (args) => modify(args, false)];
const mustDateModify: TemplateFunction = ['st', (args) => modify(args, true)];
const dateInZone: TemplateFunction = [
  'sas',
  (args) => inZone(momentFor(args, 1, 'dateInZone'), args.string(0), args.string(2)),
];

/** Dates and durations. The functions' own zone is UTC. */
export const dateFunctions: FunctionFamily = {
  now: ['', (args) => timeValue(now(args, 'now'))],
  ago: [
    'a',
    (args) =>
      formatDuration(
        roundToSecond(saturate(now(args, 'ago').nanoseconds - momentFor(args, 0, 'ago').nanoseconds)),
      ),
  ],
  date: ['sa', (args) => inZone(momentFor(args, 1, 'date'), args.string(0), 'Local')],
  dateInZone,
  date_in_zone: dateInZone,
  htmlDate: ['a', (args) => inZone(momentFor(args, 0, 'htmlDate'), ISO_DATE, 'Local')],
  htmlDateInZone: ['as', (args) => inZone(momentFor(args, 0, 'htmlDateInZone'), ISO_DATE, args.string(1))],
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  toDate: ['ss', toDate],
  mustToDate: ['ss', (args) => timeValue(parseTime(args.string(0), args.string(1)))],
  unixEpoch: ['t', (args) => String(floorSeconds((momentOf(args.any(0)) ?? ZERO_TIME).nanoseconds))],
  duration: ['a', duration],
  durationRound: ['a', durationRound],
};

/** The clock, which only templates of refreshPolicy CreatedOnce may read. */
function now(args: Args, name: string): Moment {
  const { chance } = args.environment;
  if (chance === undefined) throw undetermined(name);
  return { nanoseconds: BigInt(chance.now()) * 1_000_000n + 1n, zone: UTC, isFresh: true };
}

/** A time, or seconds since 1970; Sprig takes anything else for the present. */
function momentFor(args: Args, index: number, name: string): Moment {
  const value = args.any(index);
  const moment = momentOf(value);
  if (moment !== undefined) return moment;
  const isSeconds = value instanceof GoInt && ['int', 'int64', 'int32'].includes(value.type);
  return isSeconds ? { nanoseconds: value.value * SECOND, zone: UTC } : now(args, name);
}

function inZone({ nanoseconds }: Moment, layout: string, zone: string): string {
  return formatTime({ nanoseconds, zone: loadZone(zone) ?? UTC }, layout);
}

function modify(args: Args, isMust: boolean): Value {
  const moment = momentOf(args.any(1)) ?? ZERO_TIME;
  const by = parseDuration(args.string(0));
  if (by === undefined && isMust) throw new FunctionError(`time: invalid duration ${quote(args.string(0))}`);
  return timeValue({ ...moment, nanoseconds: moment.nanoseconds + (by ?? 0n) });
}

/** What cannot be read is the zero time. */
function toDate(args: Args): Value {
  try {
    return timeValue(parseTime(args.string(0), args.string(1)));
  } catch (error) {
    if (error instanceof FunctionError) return timeValue(ZERO_TIME);
    throw error;
  }
}

/** A time.Duration holds about 292 years. */
function saturate(nanoseconds: bigint): bigint {
  if (nanoseconds > INT64.max) return INT64.max;
  return nanoseconds < INT64.min ? INT64.min : nanoseconds;
}

function floorSeconds(nanoseconds: bigint): bigint {
  const seconds = nanoseconds / SECOND;
  return nanoseconds % SECOND < 0n ? seconds - 1n : seconds;
}

function roundToSecond(nanoseconds: bigint): bigint {
  const half = nanoseconds < 0n ? -SECOND / 2n : SECOND / 2n;
  return ((nanoseconds + half) / SECOND) * SECOND;
}

/** Seconds, as a text or an int64. */
function duration(args: Args): string {
  const value = args.any(0);
  const isInt64 = value instanceof GoInt && value.type === 'int64';
  const seconds = typeof value === 'string' ? parsedSeconds(value) : isInt64 ? value.value : 0n;
  return formatDuration(BigInt.asIntN(64, seconds * SECOND));
}

/** strconv.ParseInt gives the nearest bound for what does not fit. */
function parsedSeconds(text: string): bigint {
  const { value, isRange } = parseGoInt(text, 10, INT64);
  if (isRange === true) return text.startsWith('-') ? INT64.min : INT64.max;
  return value ?? 0n;
}

const HOUR = 3_600n * SECOND;
const UNITS: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 24n * HOUR],
  ['mo', 30n * 24n * HOUR],
  ['d', 24n * HOUR],
  ['h', HOUR],
  ['m', 60n * SECOND],
  ['s', SECOND],
];

/** The largest unit of which there is more than one whole: `3mo`. */
function durationRound(args: Args): string {
  const value = args.any(0);
  let nanoseconds = 0n;
  const moment = momentOf(value);
  if (typeof value === 'string') nanoseconds = parseDuration(value) ?? 0n;
  else if (value instanceof GoInt && value.type === 'int64') nanoseconds = value.value;
  else if (moment !== undefined)
    nanoseconds = saturate(now(args, 'durationRound').nanoseconds - moment.nanoseconds);
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const unit = UNITS.find(([, length]) => magnitude > length);
  return unit === undefined ? '0s' : `${magnitude / unit[1]}${unit[0]}`;
}
