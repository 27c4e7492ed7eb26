/** Longest TTL of DNS (RFC 2181 8). */
const TTL_SECONDS_MAX = 2_147_483_647;
const INTEGER = /^[+-]?\d+$/;
const DURATION = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const DURATION_PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Seconds of a `ttl` annotation: an integer or a Go duration, fractions cut off; undefined when unusable. */
export function parseTtl(text: string): number | undefined {
  const seconds = INTEGER.test(text) ? Number(text) : durationSeconds(text);
  if (seconds === undefined || !(seconds >= 1 && seconds <= TTL_SECONDS_MAX)) return undefined;
  return Math.trunc(seconds);
}

function durationSeconds(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of (match[2] ?? '').matchAll(DURATION_PART)) {
    total += Number(amount) * (SECONDS[unit] ?? 0);
  }
  return match[1] === '-' ? -total : total;
}
