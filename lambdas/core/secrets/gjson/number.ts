/** Go's floating point numbers as text: strconv.ParseFloat and FormatFloat(f, 'f', -1, 64). */

const DIGITS = String.raw`\d+(?:_\d+)*`;
const HEX = '[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*';
const DECIMAL = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const HEXADECIMAL = new RegExp(
  `^([+-]?)0[xX](?:_?(${HEX})(?:\\.(${HEX})?)?|\\.(${HEX}))[pP]([+-]?${DIGITS})$`,
);
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** The number, 0 for what is none, and an infinity for what is too large, as gjson takes ParseFloat's answer. */
export function parseFloat64(text: string): number {
  if (DECIMAL.test(text)) return Number(text.replaceAll('_', ''));
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  return parseHexadecimal(text);
}

function parseHexadecimal(text: string): number {
  const [matched, sign, whole = '', fraction = '', bare = '', exponent = ''] = HEXADECIMAL.exec(text) ?? [];
  if (matched === undefined) return 0;
  const decimals = (fraction + bare).replaceAll('_', '');
  const mantissa = Number(BigInt(`0x${whole.replaceAll('_', '')}${decimals}`));
  const power = Number(exponent.replaceAll('_', '')) - 4 * decimals.length;
  // Two halves, so that neither leaves the range of a number before the product does.
  const half = Math.trunc(power / 2);
  const value = mantissa === 0 ? 0 : mantissa * 2 ** half * 2 ** (power - half);
  return sign === '-' ? -value : value;
}

/** Shortest decimal without exponent; `NaN`, `+Inf` and `-Inf` as Go writes them. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}
