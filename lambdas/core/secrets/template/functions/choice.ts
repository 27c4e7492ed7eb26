import { kindName } from '../kinds.ts';
import { FunctionError } from '../template-error.ts';
import { typeName } from '../types.ts';
import { isDeepEqual } from './deep-equal.ts';
import { isEmpty } from './empty.ts';
import type { FunctionFamily } from './function.ts';

/** Choices between values, and questions about their types. */
export const choiceFunctions: FunctionFamily = {
  default: ['aa*', (args) => (args.length < 2 || isEmpty(args.any(1)) ? args.any(0) : args.any(1))],
  empty: ['a', (args) => isEmpty(args.any(0))],
  coalesce: ['a*', (args) => args.values.find((value) => !isEmpty(value)) ?? null],
  all: ['a*', (args) => args.values.every((value) => !isEmpty(value))],
  any: ['a*', (args) => args.values.some((value) => !isEmpty(value))],
  ternary: ['aab', (args) => args.any(args.bool(2) ? 0 : 1)],
  typeOf: ['a', (args) => typeName(args.any(0))],
  typeIs: ['sa', (args) => typeName(args.any(1)) === args.string(0)],
  typeIsLike: ['sa', (args) => [args.string(0), `*${args.string(0)}`].includes(typeName(args.any(1)))],
  kindOf: ['a', (args) => kindName(args.any(0))],
  kindIs: ['sa', (args) => kindName(args.any(1)) === args.string(0)],
  deepEqual: ['aa', (args) => isDeepEqual(args.budget, args.any(0), args.any(1))],
  fail: [
    's',
    (args) => {
      throw new FunctionError(args.string(0));
    },
  ],
};
