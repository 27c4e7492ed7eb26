import { binaryParts, type Decimal, exactDecimal, shortestDecimal } from './decimal.ts';

export type FloatFormat = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

/** Digits after the point; `shortest` as many as tell the number from its neighbours. */
export type Precision = number | 'shortest';

/**
 * strconv.FormatFloat. `bits` 32 finds the shortest digits of a float32.
 * `+Inf`, `-Inf` and `NaN` for what is not finite.
 */
export function formatFloat(
  value: number,
  format: FloatFormat,
  precision: Precision,
  bits: 32 | 64 = 64,
): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (format === 'b') return sign + formatBinary(magnitude);
  if (format === 'x' || format === 'X') return sign + formatHexadecimal(magnitude, format, precision);
  return sign + formatDecimal(magnitude, format, { precision, bits });
}

function formatDecimal(
  value: number,
  format: 'e' | 'E' | 'f' | 'g' | 'G',
  { precision, bits }: { readonly precision: Precision; readonly bits: 32 | 64 },
): string {
  const isGeneral = format === 'g' || format === 'G';
  if (precision === 'shortest') {
    const decimal = shortestDecimal(value, bits);
    const { digits } = decimal;
    if (isGeneral) return general(decimal, format, { eprec: 6, precision: digits.length });
    return format === 'f'
      ? fixed(decimal, Math.max(digits.length - decimal.point, 0))
      : exponential(decimal, Math.max(digits.length - 1, 0), format);
  }
  if (format === 'f') return fixed(exactDecimal(value, { after: precision }), precision);
  if (!isGeneral) return exponential(exactDecimal(value, { significant: precision + 1 }), precision, format);
  const significant = precision === 0 ? 1 : precision;
  const decimal = exactDecimal(value, { significant });
  const count = decimal.digits.length;
  const eprec = significant > count && count >= decimal.point ? count : significant;
  return general(decimal, format, { eprec, precision: Math.min(significant, count) });
}

/** `%e` below 1e-4 and from `eprec` on, else plain. */
function general(
  decimal: Decimal,
  format: 'g' | 'G',
  { eprec, precision }: { readonly eprec: number; readonly precision: number },
): string {
  const exponent = decimal.digits === '' ? -1 : decimal.point - 1;
  if (exponent < -4 || exponent >= eprec) {
    return exponential(decimal, Math.max(precision - 1, 0), format === 'G' ? 'E' : 'e');
  }
  return fixed(decimal, Math.max(precision - decimal.point, 0));
}

function exponential({ digits, point }: Decimal, precision: number, format: 'e' | 'E'): string {
  const first = digits.charAt(0) || '0';
  const rest = digits.slice(1, 1 + precision).padEnd(precision, '0');
  const exponent = digits === '' ? 0 : point - 1;
  const shown = String(Math.abs(exponent)).padStart(2, '0');
  return `${first}${rest === '' ? '' : `.${rest}`}${format}${exponent < 0 ? '-' : '+'}${shown}`;
}

function fixed({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const leading = '0'.repeat(Math.min(Math.max(-point, 0), precision));
  const fraction = (leading + digits.slice(Math.max(point, 0))).slice(0, precision).padEnd(precision, '0');
  return `${whole}.${fraction}`;
}

/** Mantissa and power of two, as in `4503599627370496p-52`. */
function formatBinary(value: number): string {
  const { mantissa, power } = binaryParts(value);
  return `${mantissa}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

/** `0x1.8p+01`. */
function formatHexadecimal(value: number, format: 'x' | 'X', precision: Precision): string {
  let { mantissa, power } = binaryParts(value);
  if (mantissa !== 0n) {
    // One digit before the point, 60 bits after it: leading bit at 2^60.
    const shift = 61 - mantissa.toString(2).length;
    mantissa <<= BigInt(shift);
    power += 60 - shift;
  } else {
    power = 0;
  }
  if (precision !== 'shortest' && precision < 15)
    ({ mantissa, power } = roundHexadecimal(mantissa, power, precision));
  const hex = mantissa.toString(16).padStart(16, '0');
  const all = hex.slice(1);
  const fraction =
    precision === 'shortest' ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  const exponent = `p${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const text = `0x${hex.charAt(0)}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
  return format === 'X' ? text.toUpperCase() : text;
}

function roundHexadecimal(
  mantissa: bigint,
  power: number,
  precision: number,
): { mantissa: bigint; power: number } {
  const dropped = BigInt(60 - 4 * precision);
  const unit = 1n << dropped;
  const rest = mantissa % unit;
  const kept = mantissa - rest;
  const half = unit >> 1n;
  const isUp = rest > half || (rest === half && ((kept >> dropped) & 1n) === 1n);
  const rounded = isUp ? kept + unit : kept;
  return rounded >> 61n === 1n ? { mantissa: rounded >> 1n, power: power + 1 } : { mantissa: rounded, power };
}
