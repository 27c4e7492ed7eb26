import { GoMap, GoSlice } from '../containers.ts';
import { ANY_MAP, ANY_SLICE, typeName } from '../types.ts';
import type { Value } from '../values.ts';

/** What kind of literal a parameter takes, as text/template's evalArg has it. */
export type LiteralKind = 'string' | 'int' | 'uint' | 'float' | 'bool' | 'any' | 'none';

export interface ParameterType {
  /** Go's name, for messages. */
  readonly name: string;
  readonly literal: LiteralKind;
  readonly isNilable: boolean;
}

/**
 * Parameter types by letter. A list of parameters is a string of letters; `*` after the last one makes it variadic:
 * `is` is (int, string), `aa*` is (interface{}, ...interface{}).
 */
const TYPES: Readonly<Record<string, ParameterType>> = {
  s: { name: 'string', literal: 'string', isNilable: false },
  i: { name: 'int', literal: 'int', isNilable: false },
  I: { name: 'int64', literal: 'int', isNilable: false },
  d: { name: 'time.Duration', literal: 'int', isNilable: false },
  u: { name: 'uint32', literal: 'uint', isNilable: false },
  f: { name: 'float64', literal: 'float', isNilable: false },
  b: { name: 'bool', literal: 'bool', isNilable: false },
  a: { name: 'interface {}', literal: 'any', isNilable: true },
  v: { name: 'reflect.Value', literal: 'any', isNilable: true },
  m: { name: ANY_MAP, literal: 'none', isNilable: true },
  l: { name: ANY_SLICE, literal: 'none', isNilable: true },
  t: { name: 'time.Time', literal: 'none', isNilable: false },
  c: { name: 'sprig.certificate', literal: 'none', isNilable: false },
  h: { name: 'sprig.HashAlgorithm', literal: 'string', isNilable: false },
  V: { name: '*semver.Version', literal: 'none', isNilable: true },
};

export interface Signature {
  readonly fixed: readonly ParameterType[];
  readonly variadic: ParameterType | undefined;
}

const READ = new Map<string, Signature>();

/** The signature that letters stand for. */
export function readSignature(letters: string): Signature {
  const known = READ.get(letters);
  if (known !== undefined) return known;
  const isVariadic = letters.endsWith('*');
  const types = [...letters.replace('*', '')].map(parameterType);
  const signature = isVariadic
    ? { fixed: types.slice(0, -1), variadic: types.at(-1) }
    : { fixed: types, variadic: undefined };
  READ.set(letters, signature);
  return signature;
}

function parameterType(letter: string): ParameterType {
  const type = TYPES[letter];
  if (type === undefined) throw new TypeError(`no parameter type has the letter ${letter}`);
  return type;
}

/** Whether Go lets this value, which is not nil, be passed. */
export function isAssignable(value: Value, { name, literal }: ParameterType): boolean {
  if (literal === 'any') return true;
  if (value instanceof GoMap || value instanceof GoSlice) return value.type === name;
  return typeName(value) === name;
}
