import type { Budget } from '../limits.ts';
import { exceeded } from '../limits.ts';
import { FunctionError } from '../template-error.ts';
import { shortestDecimal } from './decimal.ts';

/** `units` times ten to the `exponent` (shopspring/decimal, which Sprig computes floats with). */
interface Exact {
  readonly units: bigint;
  readonly exponent: number;
}

export type Operation = 'add' | 'sub' | 'mul' | 'div';

/** Digits after the point that a division keeps, rounded half away from zero (decimal.DivisionPrecision). */
const DIVISION_DIGITS = 16;
/** Longer numbers do not come from templates that mean well. */
const DIGITS_MAX = 5_000;

/** Folds an operation over floats in decimal, so that 0.1 + 0.2 is 0.3. Throws FunctionError dividing by zero. */
export function decimalFold(budget: Budget, operation: Operation, values: readonly number[]): number {
  const [first = 0, ...rest] = values;
  const folded = rest.reduce((result, value) => {
    budget.spend(1);
    return apply(operation, result, ofFloat(value));
  }, ofFloat(first));
  return Number(`${folded.units}e${folded.exponent}`);
}

function ofFloat(value: number): Exact {
  if (!Number.isFinite(value)) {
    throw new FunctionError(
      `Cannot create a Decimal from ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
    );
  }
  if (value === 0) return { units: 0n, exponent: 0 };
  const { digits, point } = shortestDecimal(Math.abs(value), 64);
  const units = BigInt(digits);
  return { units: value < 0 ? -units : units, exponent: point - digits.length };
}

function apply(operation: Operation, left: Exact, right: Exact): Exact {
  switch (operation) {
    case 'mul':
      return bounded({ units: left.units * right.units, exponent: left.exponent + right.exponent });
    case 'div':
      return divide(left, right);
    default: {
      const exponent = Math.min(left.exponent, right.exponent);
      const [a, b] = [unitsAt(left, exponent), unitsAt(right, exponent)];
      return bounded({ units: operation === 'add' ? a + b : a - b, exponent });
    }
  }
}

function unitsAt({ units, exponent }: Exact, at: number): bigint {
  return units * 10n ** BigInt(exponent - at);
}

function divide(left: Exact, right: Exact): Exact {
  if (right.units === 0n) throw new FunctionError('decimal division by 0');
  const shift = DIVISION_DIGITS + left.exponent - right.exponent;
  const numerator = shift >= 0 ? left.units * 10n ** BigInt(shift) : left.units;
  const denominator = shift >= 0 ? right.units : right.units * 10n ** BigInt(-shift);
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const isUp = magnitude(rest) * 2n >= magnitude(denominator);
  const sign = numerator < 0n === denominator < 0n ? 1n : -1n;
  return { units: isUp ? quotient + sign : quotient, exponent: -DIVISION_DIGITS };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function bounded(exact: Exact): Exact {
  if (Math.abs(exact.exponent) > DIGITS_MAX) throw exceeded(`computes with more than ${DIGITS_MAX} digits`);
  return exact;
}
