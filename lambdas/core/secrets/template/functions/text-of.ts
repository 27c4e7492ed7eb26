import { GoSlice } from '../containers.ts';
import { print } from '../fmt/printf.ts';
import { elementType } from '../types.ts';
import type { Value } from '../values.ts';
import type { Args } from './args.ts';

/** Sprig's text of any value: a string as it is, bytes as text, anything else as `%v`. */
export function textOf(value: Value, args: Args): string {
  if (typeof value === 'string') return value;
  const output = args.output();
  if (value instanceof GoSlice && elementType(value.type) === 'uint8') {
    return value.items.map((item) => String.fromCharCode(Number(integerOf(item)))).join('');
  }
  print(output, [value]);
  return output.text();
}

function integerOf(value: Value): bigint {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : 0n;
}

/** Sprig's list of texts: elements without nil, or the one value. */
export function textsOf(value: Value, args: Args): string[] {
  if (value === null) return [];
  if (!(value instanceof GoSlice)) return [textOf(value, args)];
  args.budget.spend(value.items.length);
  return value.items.filter((item) => item !== null).map((item) => textOf(item, args));
}
