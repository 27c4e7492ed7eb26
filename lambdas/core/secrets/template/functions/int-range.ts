import { int, slice } from '../make.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';

/** Rows of integers. */
export const rangeFunctions: FunctionFamily = {
  until: ['i', (args) => slice(ints(args, 0n, args.integer(0), args.integer(0) < 0n ? -1n : 1n), '[]int')],
  untilStep: ['iii', (args) => slice(ints(args, args.integer(0), args.integer(1), args.integer(2)), '[]int')],
  seq: [
    'i*',
    (args) =>
      sequence(args)
        .map((value) => value.value)
        .join(' '),
  ],
};

function ints(args: Args, ...[start, stop, step]: readonly [start: bigint, stop: bigint, step: bigint]) {
  const isDown = stop < start;
  if (isDown ? step >= 0n : step <= 0n) return [];
  const distance = isDown ? start - stop : stop - start;
  const stride = isDown ? -step : step;
  const count = (distance + stride - 1n) / stride;
  args.budget.spend(Number(count));
  return Array.from({ length: Number(count) }, (_, index) => int(start + step * BigInt(index)));
}

/** The shell's seq: both ends belong to it. */
function sequence(args: Args) {
  if (args.length === 0 || args.length > 3) return [];
  const start = args.length === 1 ? 1n : args.integer(0);
  const end = args.integer(args.length - 1);
  const direction = end < start ? -1n : 1n;
  const step = args.length === 3 ? args.integer(1) : direction;
  if (args.length === 3 && end < start && step > 0n) return [];
  return ints(args, start, end + direction, step);
}
