import { int } from '../make.ts';
import { toFloat64, toInt64 } from '../number/cast.ts';
import { decimalFold } from '../number/decimal-fold.ts';
import { parseGoInt } from '../number/parse-int.ts';
import { FunctionError } from '../template-error.ts';
import { GoInt, type Value } from '../values.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';
import { rangeFunctions } from './int-range.ts';
import { textOf } from './text-of.ts';

const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };

/** Arithmetic: int64, which wraps around, or decimal over float64. */
export const mathFunctions: FunctionFamily = {
  int: ['a', (args) => int(toInt64(args.any(0)))],
  int64: ['a', (args) => int64(toInt64(args.any(0)))],
  float64: ['a', (args) => toFloat64(args.any(0))],
  atoi: ['s', (args) => int(parseGoInt(args.string(0), 10, INT64).value ?? 0n)],
  toDecimal: ['a', (args) => int64(parseGoInt(textOf(args.any(0), args), 8, INT64).value ?? 0n)],
  add1: ['a', (args) => int64(toInt64(args.any(0)) + 1n)],
  add: ['a*', (args) => int64(args.values.reduce((sum: bigint, value) => sum + toInt64(value), 0n))],
  sub: ['aa', (args) => int64(toInt64(args.any(0)) - toInt64(args.any(1)))],
  mul: [
    'aa*',
    (args) => int64(args.values.reduce((product: bigint, value) => wrap(product * toInt64(value)), 1n)),
  ],
  div: ['aa', (args) => int64(toInt64(args.any(0)) / divisor(args.any(1)))],
  mod: ['aa', (args) => int64(toInt64(args.any(0)) % divisor(args.any(1)))],
  max: ['aa*', largest],
  biggest: ['aa*', largest],
  min: ['aa*', (args) => int64(extreme(args, (a, b) => a < b))],
  maxf: ['aa*', (args) => Math.max(...floats(args))],
  minf: ['aa*', (args) => Math.min(...floats(args))],
  add1f: ['a', (args) => decimalFold(args.budget, 'add', [toFloat64(args.any(0)), 1])],
  addf: ['a*', (args) => decimalFold(args.budget, 'add', [0, ...floats(args)])],
  subf: ['aa*', (args) => decimalFold(args.budget, 'sub', floats(args))],
  mulf: ['aa*', (args) => decimalFold(args.budget, 'mul', floats(args))],
  divf: ['aa*', (args) => decimalFold(args.budget, 'div', floats(args))],
  ceil: ['a', (args) => Math.ceil(toFloat64(args.any(0)))],
  floor: ['a', (args) => Math.floor(toFloat64(args.any(0)))],
  round: ['aif*', round],
  ...rangeFunctions,
};

function int64(value: bigint): GoInt {
  return new GoInt('int64', wrap(value));
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function divisor(value: Value): bigint {
  const number = toInt64(value);
  if (number === 0n) throw new FunctionError('runtime error: integer divide by zero');
  return number;
}

function floats(args: Args): number[] {
  return args.values.map(toFloat64);
}

function largest(args: Args): GoInt {
  return int64(extreme(args, (a, b) => a > b));
}

function extreme(args: Args, isBetter: (a: bigint, b: bigint) => boolean): bigint {
  return args.values.map(toInt64).reduce((best, value) => (isBetter(value, best) ? value : best));
}

/** Half and above goes up, also below zero; the third argument moves the half. */
function round(args: Args): number {
  const value = toFloat64(args.any(0));
  const power = 10 ** args.int(1);
  const roundOn = args.length > 2 ? args.float(2) : 0.5;
  const digit = power * value;
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}
