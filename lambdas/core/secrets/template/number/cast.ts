import { GoInt, type Value } from '../values.ts';
import { parseGoFloat } from './parse-float.ts';
import { parseGoInt } from './parse-int.ts';

const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };
const DECIMALS = /^([+-]?\d*)\.\d*$/;

/** What Sprig takes any value for as a number (spf13/cast): 0 where it is none. */
export function toInt64(value: Value): bigint {
  if (value instanceof GoInt) return BigInt.asIntN(64, value.value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return truncateToInt64(value);
  if (typeof value !== 'string') return 0n;
  const whole = DECIMALS.exec(value)?.[1];
  const digits = whole === undefined ? value : /^[+-]?$/.test(whole) ? `${whole}0` : whole;
  return parseGoInt(digits, 0, INT64).value ?? 0n;
}

/** Go's conversion of a float to an integer; what does not fit becomes the lowest one, as on amd64. */
function truncateToInt64(value: number): bigint {
  if (!Number.isFinite(value)) return INT64.min;
  const whole = BigInt(Math.trunc(value));
  return whole >= INT64.min && whole <= INT64.max ? whole : INT64.min;
}

/** The same as a float64. */
export function toFloat64(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return 0;
  const { value: parsed, isRange } = parseGoFloat(value);
  return parsed === undefined || isRange === true ? 0 : parsed;
}
