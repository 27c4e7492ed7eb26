import { GoSlice } from '../containers.ts';
import { kindName } from '../kinds.ts';
import { slice } from '../make.ts';
import { toInt64 } from '../number/cast.ts';
import { FunctionError } from '../template-error.ts';
import { ANY_SLICE } from '../types.ts';
import type { Value } from '../values.ts';
import type { Args } from './args.ts';
import { isDeepEqual } from './deep-equal.ts';
import { isEmpty } from './empty.ts';
import type { FunctionFamily, TemplateFunction } from './function.ts';
import { textOf, textsOf } from './text-of.ts';

const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

const push: TemplateFunction = [
  'aa',
  (args) => slice([...items(args, 0, 'Cannot push on type'), args.any(1)]),
];
const prepend: TemplateFunction = [
  'aa',
  (args) => slice([args.any(1), ...items(args, 0, 'Cannot prepend on type')]),
];
const first: TemplateFunction = ['a', (args) => items(args, 0, 'Cannot find first on type').at(0) ?? null];
const last: TemplateFunction = ['a', (args) => items(args, 0, 'Cannot find last on type').at(-1) ?? null];
const rest: TemplateFunction = ['a', (args) => partOf(items(args, 0, 'Cannot find rest on type'), 1)];
const initial: TemplateFunction = [
  'a',
  (args) => partOf(items(args, 0, 'Cannot find initial on type'), 0, -1),
];
const reverse: TemplateFunction = [
  'a',
  (args) => slice(items(args, 0, 'Cannot find reverse on type').toReversed()),
];
const compact: TemplateFunction = [
  'a',
  (args) => slice(items(args, 0, 'Cannot compact on type').filter((item) => !isEmpty(item))),
];
const uniq: TemplateFunction = ['a', unique];
const without: TemplateFunction = [
  'aa*',
  (args) => {
    const omitted = args.rest(1);
    const kept = items(args, 0, 'Cannot find without on type').filter((item) => !isIn(args, omitted, item));
    return slice(kept);
  },
];
const has: TemplateFunction = [
  'aa',
  (args) => args.any(1) !== null && isIn(args, items(args, 1, 'Cannot find has on type'), args.any(0)),
];
const part: TemplateFunction = ['aa*', sliceOf];
const chunk: TemplateFunction = ['ia', chunks];
const list: TemplateFunction = ['a*', (args) => slice([...args.values])];

/** Sprig's lists. Each `must` variant is the same: both fail with an error. */
export const listFunctions: FunctionFamily = {
  list,
  tuple: list,
  append: push,
  push,
  mustAppend: push,
  mustPush: push,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  compact,
  mustCompact: compact,
  uniq,
  mustUniq: uniq,
  without,
  mustWithout: without,
  has,
  mustHas: has,
  slice: part,
  mustSlice: part,
  chunk,
  mustChunk: chunk,
  concat: ['a*', concat],
  sortAlpha: ['a', sortAlpha],
};

/** Elements of an argument that must be a list; `problem` begins Go's message. */
function items(args: Args, index: number, problem: string): readonly Value[] {
  const value = args.any(index);
  if (value === null) throw new FunctionError(NIL_POINTER);
  if (!(value instanceof GoSlice)) throw new FunctionError(`${problem} ${kindName(value)}`);
  args.budget.spend(value.items.length);
  return value.items;
}

/** A part of a list; of an empty one, Go's nil slice. */
function partOf(list: readonly Value[], start: number, end?: number): GoSlice {
  return list.length === 0 ? new GoSlice(ANY_SLICE, [], true) : slice(list.slice(start, end));
}

function isIn(args: Args, haystack: readonly Value[], needle: Value): boolean {
  return haystack.some((item) => isDeepEqual(args.budget, needle, item));
}

function unique(args: Args): GoSlice {
  const kept: Value[] = [];
  for (const item of items(args, 0, 'Cannot find uniq on type')) {
    if (!isIn(args, kept, item)) kept.push(item);
  }
  return slice(kept);
}

function sliceOf(args: Args): Value {
  const value = args.any(0);
  const all = items(args, 0, 'list should be type of slice or array but');
  if (all.length === 0 || !(value instanceof GoSlice)) return null;
  const start = args.length > 1 ? toInt64(args.any(1)) : 0n;
  const end = args.length > 2 ? toInt64(args.any(2)) : BigInt(all.length);
  if (start < 0n || start > end || end > BigInt(all.length)) {
    throw new FunctionError('reflect.Value.Slice: slice index out of bounds');
  }
  return slice(all.slice(Number(start), Number(end)), value.type);
}

function chunks(args: Args): GoSlice {
  const all = items(args, 1, 'Cannot chunk type');
  const size = args.int(0);
  // Go divides by the size as floats, and asks for a slice of minus or infinite length.
  if (size <= 0 && all.length > 0) throw new FunctionError('runtime error: makeslice: len out of range');
  const parts: Value[] = [];
  for (let start = 0; start < all.length; start += size) parts.push(slice(all.slice(start, start + size)));
  return slice(parts, '[][]interface {}');
}

function concat(args: Args): GoSlice {
  const all = args.values.flatMap((_, index) => {
    const value = args.any(index);
    if (value === null) throw new FunctionError(NIL_POINTER);
    if (!(value instanceof GoSlice)) {
      throw new FunctionError(`Cannot concat type ${kindName(value)} as list`);
    }
    args.budget.spend(value.items.length);
    return value.items;
  });
  return new GoSlice(ANY_SLICE, all, all.length === 0);
}

/** Sorts by bytes; a []string in place, as Go does. */
function sortAlpha(args: Args): GoSlice {
  const value = args.any(0);
  if (!(value instanceof GoSlice)) return slice([value === null ? '<nil>' : textOf(value, args)], '[]string');
  const texts = textsOf(value, args).sort();
  if (value.type === '[]string') value.items.splice(0, value.items.length, ...texts);
  return value.type === '[]string' ? value : slice(texts, '[]string');
}
