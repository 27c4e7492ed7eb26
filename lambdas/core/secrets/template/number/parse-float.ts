export interface ParsedFloat {
  /** undefined where it is no number. Infinite where `isRange`. */
  readonly value?: number;
  /** The number is too large for a float64. */
  readonly isRange?: boolean;
}

const DECIMAL = /^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d[\d_]*)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F_]*)\.?([\da-fA-F_]*)[pP]([+-]?\d+)$/;
const INFINITY = /^([+-]?)inf(inity)?$/i;

const LOOSE_UNDERSCORE = /(?<!\d)_|_(?!\d)/;

/** strconv.ParseFloat for 64 bits; `_` may stand between digits. */
export function parseGoFloat(text: string): ParsedFloat {
  const infinite = INFINITY.exec(text);
  if (infinite !== null) return { value: infinite[1] === '-' ? -Infinity : Infinity };
  if (/^nan$/i.test(text)) return { value: Number.NaN };
  if (!DECIMAL.test(text)) return parseHexadecimal(text);
  if (LOOSE_UNDERSCORE.test(text)) return {};
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? { value } : { value, isRange: true };
}

function parseHexadecimal(text: string): ParsedFloat {
  const parts = HEXADECIMAL.exec(text);
  if (parts === null) return {};
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replaceAll('_', '');
  if (digits === '') return {};
  const power = Number(exponent) - 4 * fraction.replaceAll('_', '').length;
  const magnitude = scale(BigInt(`0x${digits}`), power);
  const value = sign === '-' ? -magnitude : magnitude;
  return Number.isFinite(value) ? { value } : { value, isRange: true };
}

/** `mantissa` times two to the `power`; multiplied in two steps, so that the result rounds once. */
function scale(mantissa: bigint, power: number): number {
  const clamped = Math.max(-4_000, Math.min(4_000, power));
  if (clamped >= 0) return Number(mantissa << BigInt(clamped));
  const value = Number(mantissa);
  const half = Math.trunc(clamped / 2);
  return value * 2 ** half * 2 ** (clamped - half);
}
