import { type Checked, invalid, valid } from './checked.ts';

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const TERM = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const INT64_MAX = 9_223_372_036_854_775_807n;
const NANOSECONDS_PER_MS = 1_000_000;

/** Reads a Go duration (`1h0m0s`, `90s`, `1.5h`, `0`, `-1m`; no days) in nanoseconds, as Go's ParseDuration does. */
export function parseDuration(text: string): Checked<bigint> {
  const negative = text.startsWith('-');
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  if (body === '0') return valid(0n);
  const total = sumTerms(body);
  const limit = negative ? INT64_MAX + 1n : INT64_MAX;
  if (total === undefined || total > limit) {
    return invalid(`${JSON.stringify(text)} is not a duration; allowed are h, m, s, ms, us, ns, as in 1h30m`);
  }
  return valid(negative ? -total : total);
}

/** The same in milliseconds, with a fraction: less than one is not none. */
export function parseDurationMs(text: string): Checked<number> {
  const parsed = parseDuration(text);
  return parsed.ok ? valid(Number(parsed.value) / NANOSECONDS_PER_MS) : parsed;
}

function sumTerms(body: string): bigint | undefined {
  if (body === '') return undefined;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    TERM.lastIndex = at;
    const [term, whole = '', fraction = '', unit = ''] = TERM.exec(body) ?? [];
    const size = NANOSECONDS[unit];
    if (term === undefined || size === undefined || whole + fraction === '') return undefined;
    total += BigInt(whole || '0') * size + fractionOf(fraction, size);
    at += term.length;
  }
  return total;
}

function fractionOf(digits: string, size: bigint): bigint {
  return digits === '' ? 0n : (BigInt(digits) * size) / 10n ** BigInt(digits.length);
}
