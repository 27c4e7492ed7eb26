const NANOSECONDS: readonly (readonly [string, bigint])[] = [
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00c2\u00b5s', 1_000n],
  ['\u00ce\u00bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
];
const UNITS: ReadonlyMap<string, bigint> = new Map(NANOSECONDS);
const SECOND = 1_000_000_000n;
const MAX = (1n << 63n) - 1n;
const DIGITS_MAX = 40;

/** time.ParseDuration in nanoseconds; undefined where Go refuses it. */
export function parseDuration(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0n;
  const parts = body.match(/(\d*\.?\d*)([^\d.]+)/gy) ?? [];
  if (body === '' || parts.join('') !== body) return undefined;
  let total = 0n;
  for (const part of parts) {
    const nanoseconds = partOf(part);
    if (nanoseconds === undefined) return undefined;
    total += nanoseconds;
  }
  if (sign === '-') return total <= MAX + 1n ? -total : undefined;
  return total <= MAX ? total : undefined;
}

function partOf(part: string): bigint | undefined {
  const [, whole = '', fraction = '', name = ''] = /^(\d*)\.?(\d*)([^\d.]+)$/.exec(part) ?? [];
  const unit = UNITS.get(name);
  if (unit === undefined || (whole === '' && fraction === '') || whole.length > DIGITS_MAX) return undefined;
  // Digits beyond the nanosecond say nothing.
  const shown = fraction.slice(0, DIGITS_MAX);
  const below = shown === '' ? 0n : (BigInt(shown) * unit) / 10n ** BigInt(shown.length);
  return BigInt(whole || '0') * unit + below;
}

/** Go's `1h2m3.5s`; below a second in the unit that fits. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (magnitude < 1_000n) return `${sign}${magnitude}ns`;
  if (magnitude < 1_000_000n) return `${sign}${decimal(magnitude, 3)}\u00c2\u00b5s`;
  if (magnitude < SECOND) return `${sign}${decimal(magnitude, 6)}ms`;
  const minutes = magnitude / (60n * SECOND);
  const seconds = `${decimal(magnitude % (60n * SECOND), 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return hours === 0n ? `${sign}${minutes}m${seconds}` : `${sign}${hours}h${minutes % 60n}m${seconds}`;
}

/** `value` with the point moved left, without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}
