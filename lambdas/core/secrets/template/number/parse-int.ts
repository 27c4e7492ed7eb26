/** Bounds of an integer type. */
export interface Bounds {
  readonly min: bigint;
  readonly max: bigint;
}

export interface ParsedInt {
  /** undefined where it is no integer or out of the bounds. */
  readonly value?: bigint;
  /** Whether it was only out of the bounds. */
  readonly isRange?: boolean;
}

const DIGITS: ReadonlyMap<number, RegExp> = new Map([
  [2, /^[01_]+$/],
  [8, /^[0-7_]+$/],
  [10, /^[0-9_]+$/],
  [16, /^[0-9a-fA-F_]+$/],
]);
/** Where base 0 lets `_` stand: between digits, or after a prefix. */
const UNDERSCORES = /^(0[xXbBoO]_?|0_)?[0-9a-fA-F]+(_[0-9a-fA-F]+)*$/;

/** strconv.ParseInt of base 0 (prefixes decide), 8 or 10. No sign is allowed where `min` is 0, as in ParseUint. */
export function parseGoInt(text: string, base: 0 | 8 | 10, { min, max }: Bounds): ParsedInt {
  const sign = min < 0n ? (/^[+-]/.exec(text)?.[0] ?? '') : '';
  const body = text.slice(sign.length);
  const { radix, digits } = base === 0 ? splitPrefix(body) : { radix: base, digits: body };
  if (!(DIGITS.get(radix)?.test(digits) ?? false)) return {};
  if (digits.includes('_') && (base !== 0 || !UNDERSCORES.test(body))) return {};
  const plain = digits.replaceAll('_', '');
  if (plain === '') return {};
  // Longer ones cannot fit 64 bits, whatever the radix; BigInt of a huge text would be slow.
  const isHuge = plain.replace(/^0+/, '').length > 64;
  const magnitude = isHuge ? max + 2n : magnitudeOf(plain, radix);
  const value = sign === '-' ? -magnitude : magnitude;
  return value < min || value > max ? { isRange: true } : { value };
}

function splitPrefix(body: string): { readonly radix: number; readonly digits: string } {
  const prefix = /^0([xXbBoO])(?=.)/.exec(body)?.[1]?.toLowerCase();
  if (prefix !== undefined) {
    return { radix: { x: 16, b: 2, o: 8 }[prefix] ?? 10, digits: body.slice(2) };
  }
  return body.length > 1 && body.startsWith('0')
    ? { radix: 8, digits: body.slice(1) }
    : { radix: 10, digits: body };
}

function magnitudeOf(digits: string, radix: number): bigint {
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[radix] ?? '';
  return BigInt(prefix + digits);
}
