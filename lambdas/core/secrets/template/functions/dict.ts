import { GoMap } from '../containers.ts';
import { map, slice } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import { ANY_MAP, typeName } from '../types.ts';
import type { Value } from '../values.ts';
import type { Args } from './args.ts';
import { deepCopy } from './deep-copy.ts';
import type { FunctionFamily, TemplateFunction } from './function.ts';
import { mergeInto } from './merge.ts';
import { textOf } from './text-of.ts';

const merge: TemplateFunction = ['mm*', (args) => merged(args, false)];
const mergeOverwrite: TemplateFunction = ['mm*', (args) => merged(args, true)];
const copy: TemplateFunction = [
  'a',
  (args) => {
    if (args.any(0) === null) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value');
    return deepCopy(args.budget, args.any(0));
  },
];

/** Sprig's dictionaries: map[string]interface{} only, so not the data of the template itself. */
export const dictFunctions: FunctionFamily = {
  dict: ['a*', dictOf],
  get: ['ms', (args) => args.map(0).entries.get(args.string(1)) ?? (has(args, 0, 1) ? null : '')],
  set: ['msa', set],
  unset: ['ms', unset],
  hasKey: ['ms', (args) => has(args, 0, 1)],
  pluck: ['sm*', pluck],
  keys: ['m*', (args) => slice(args.maps(0).flatMap(sortedKeys), '[]string')],
  values: [
    'm',
    (args) =>
      slice(
        args
          .map(0)
          .sorted()
          .map(([, value]) => value),
      ),
  ],
  pick: ['ms*', (args) => filtered(args, true)],
  omit: ['ms*', (args) => filtered(args, false)],
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  deepCopy: copy,
  mustDeepCopy: copy,
  dig: ['a*', dig],
};

function has(args: Args, dict: number, key: number): boolean {
  return args.map(dict).entries.has(args.string(key));
}

/** Go's order of keys is random; ours is that of bytes. */
function sortedKeys(dict: GoMap): string[] {
  return dict.sorted().map(([key]) => key);
}

function dictOf(args: Args): GoMap {
  const entries = new Map<string, Value>();
  for (let index = 0; index < args.length; index += 2) {
    const key = args.any(index);
    entries.set(
      key === null ? '<nil>' : textOf(key, args),
      index + 1 < args.length ? args.any(index + 1) : '',
    );
  }
  return map(entries);
}

function set(args: Args): GoMap {
  if (args.any(0) === null) throw new FunctionError('assignment to entry in nil map');
  const dict = args.map(0);
  dict.entries.set(args.string(1), args.any(2));
  return dict;
}

function unset(args: Args): GoMap {
  const dict = args.map(0);
  dict.entries.delete(args.string(1));
  return dict;
}

function pluck(args: Args): Value {
  const key = args.string(0);
  const found = args.maps(1).filter(({ entries }) => entries.has(key));
  return slice(found.map(({ entries }) => entries.get(key) ?? null));
}

function filtered(args: Args, isKept: boolean): GoMap {
  const names = new Set(args.strings(1));
  const { entries } = args.map(0);
  args.budget.spend(entries.size);
  return map([...entries].filter(([key]) => names.has(key) === isKept));
}

function merged(args: Args, overwrites: boolean): GoMap {
  const target = args.map(0);
  for (const source of args.maps(1)) mergeInto(target, source, { overwrites, budget: args.budget });
  return target;
}

/** `dig "a" "b" DEFAULT dict`: the value at a path, or the default where a key is missing. */
function dig(args: Args): Value {
  if (args.length < 3) throw new FunctionError('dig needs at least three arguments');
  let value = args.any(args.length - 1);
  for (const key of args.values.slice(0, -2)) {
    if (!(value instanceof GoMap) || value.type !== ANY_MAP) throw conversionError(value, ANY_MAP);
    if (typeof key !== 'string') throw conversionError(key, 'string');
    if (!value.entries.has(key)) return args.any(args.length - 2);
    value = value.entries.get(key) ?? null;
  }
  return value;
}

function conversionError(value: Value, wanted: string): FunctionError {
  const given = value === null ? 'nil' : typeName(value);
  return new FunctionError(`interface conversion: interface {} is ${given}, not ${wanted}`);
}
