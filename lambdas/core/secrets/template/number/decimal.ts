/** Digits without leading or trailing zeros, and where the point stands: `0.DIGITS` times ten to the `point`. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** The fewest digits that still mean this number, which must be finite and not negative. */
export function shortestDecimal(value: number, bits: 32 | 64): Decimal {
  if (value === 0) return { digits: '', point: 0 };
  return ofExponential(bits === 64 ? value.toExponential() : shortest32(value));
}

function shortest32(value: number): string {
  for (let digits = 0; digits < 9; digits += 1) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential();
}

function ofExponential(text: string): Decimal {
  const [mantissa = '', exponent = '0'] = text.split('e');
  return trimmed(mantissa.replace('.', ''), Number(exponent) + 1);
}

/** What to round to: so many digits after the point, or so many digits at all. */
export type Rounding = { readonly after: number } | { readonly significant: number };

/** The exact value rounded, ties to even; the value must be finite and not negative. */
export function exactDecimal(value: number, rounding: Rounding): Decimal {
  if (value === 0) return { digits: '', point: 0 };
  if ('after' in rounding) return roundedAt(value, rounding.after);
  // The shortest digits tell the magnitude; rounding may carry into one more digit, which is cut again.
  const { point } = shortestDecimal(value, 64);
  const decimal = roundedAt(value, rounding.significant - point);
  return decimal.point > point ? roundedAt(value, rounding.significant - decimal.point) : decimal;
}

/** `value` times ten to the `places`, rounded to an integer. */
function roundedAt(value: number, places: number): Decimal {
  let { mantissa, power } = binaryParts(value);
  let divisor = 1n;
  if (places >= 0) mantissa *= 10n ** BigInt(places);
  else divisor *= 10n ** BigInt(-places);
  if (power >= 0) mantissa <<= BigInt(power);
  else divisor <<= BigInt(-power);
  power = 0;
  let quotient = mantissa / divisor;
  const doubled = (mantissa % divisor) * 2n;
  if (doubled > divisor || (doubled === divisor && (quotient & 1n) === 1n)) quotient += 1n;
  if (quotient === 0n) return { digits: '', point: -places };
  const digits = quotient.toString();
  return trimmed(digits, digits.length - places);
}

/** Exactly `mantissa` times two to the `power`. */
export function binaryParts(value: number): { mantissa: bigint; power: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & ((1n << 52n) - 1n);
  return exponent === 0
    ? { mantissa: fraction, power: -1074 }
    : { mantissa: fraction | (1n << 52n), power: exponent - 1075 };
}

function trimmed(digits: string, point: number): Decimal {
  const leading = /^0*/.exec(digits)?.[0].length ?? 0;
  return { digits: digits.slice(leading).replace(/0+$/, ''), point: point - leading };
}
