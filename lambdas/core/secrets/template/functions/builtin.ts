import { GoMap, GoSlice } from '../containers.ts';
import { isTrue } from '../exec/truth.ts';
import { print, printf, println } from '../fmt/printf.ts';
import { int } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import { typeName } from '../types.ts';
import { GoInt, type Value } from '../values.ts';
import type { Args } from './args.ts';
import { isEqual, isLess } from './compare.ts';
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts';
import type { FunctionFamily } from './function.ts';

/** text/template's own functions. `and`, `or` and `call` are evaluated by the evaluator itself. */
export const builtinFunctions: FunctionFamily = {
  and: ['vv*', () => null],
  or: ['vv*', () => null],
  call: ['vv*', () => null],
  not: ['v', (args) => !isTrue(args.any(0))],
  eq: ['vv*', (args) => isEqual(args.any(0), args.rest(1), args)],
  ne: ['vv', (args) => !isEqual(args.any(0), args.rest(1), args)],
  lt: ['vv', (args) => isLess(args.any(0), args.any(1))],
  le: ['vv', isLessOrEqual],
  gt: ['vv', (args) => !isLessOrEqual(args)],
  ge: ['vv', (args) => !isLess(args.any(0), args.any(1))],
  len: ['v', (args) => int(lengthOf(args.any(0)))],
  index: ['vv*', (args) => args.rest(1).reduce(indexInto, rootOf(args.any(0)))],
  print: ['a*', (args) => printed(args, print)],
  println: ['a*', (args) => printed(args, println)],
  printf: [
    'sa*',
    (args) => {
      const output = args.output();
      printf(output, args.string(0), args.rest(1));
      return output.text();
    },
  ],
  html: ['a*', (args) => escapeHtml(evaluated(args))],
  js: ['a*', (args) => escapeJs(evaluated(args))],
  urlquery: ['a*', (args) => escapeQuery(evaluated(args))],
};

function isLessOrEqual(args: Args): boolean {
  return isLess(args.any(0), args.any(1)) || isEqual(args.any(0), args.rest(1), args);
}

function printed(args: Args, write: typeof print): string {
  const output = args.output();
  write(output, args.values);
  return output.text();
}

/** The text that `html` and its like escape: a string as it is, anything else printed. */
function evaluated(args: Args): string {
  const [only] = args.values;
  if (args.length === 1 && typeof only === 'string') return only;
  const output = args.output();
  print(
    output,
    args.values.map((value) => value ?? '<no value>'),
  );
  return output.text();
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof GoSlice) return value.items.length;
  if (value instanceof GoMap) return value.entries.size;
  throw new FunctionError(value === null ? 'len of nil pointer' : `len of type ${typeName(value)}`);
}

function rootOf(value: Value): Value {
  if (value === null) throw new FunctionError('index of untyped nil');
  return value;
}

function indexInto(item: Value, index: Value): Value {
  if (item === null) throw new FunctionError('index of nil pointer');
  if (item instanceof GoMap) return indexMap(item, index);
  if (typeof item !== 'string' && !(item instanceof GoSlice)) {
    throw new FunctionError(`can't index item of type ${typeName(item)}`);
  }
  const length = lengthOf(item);
  const position = positionOf(index, length);
  if (typeof item === 'string') return new GoInt('uint8', BigInt(item.charCodeAt(position)));
  return item.items[position] ?? null;
}

function indexMap(item: GoMap, index: Value): Value {
  if (index === null) throw new FunctionError('value is nil; should be of type string');
  if (typeof index !== 'string')
    throw new FunctionError(`value has type ${typeName(index)}; should be string`);
  return item.entries.get(index) ?? (item.type === 'map[string]string' ? '' : null);
}

function positionOf(index: Value, length: number): number {
  if (index === null) throw new FunctionError('cannot index slice/array with nil');
  if (!(index instanceof GoInt)) {
    throw new FunctionError(`cannot index slice/array with type ${typeName(index)}`);
  }
  if (index.value < 0n || index.value > BigInt(length)) {
    throw new FunctionError(`index out of range: ${index.value}`);
  }
  if (index.value === BigInt(length)) throw new FunctionError('reflect: slice index out of range');
  return Number(index.value);
}
