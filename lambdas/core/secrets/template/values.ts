import type { GoMap, GoSlice } from './containers.ts';

/**
 * Values of a template, with Go's types: what prints, compares and is accepted as an argument depends on them.
 *
 * | Go | here |
 * |---|---|
 * | string | string, a byte string (byte-string.ts) |
 * | float64 | number |
 * | bool | boolean |
 * | int, int64, uint8, ..., time.Duration | GoInt |
 * | []T | GoSlice |
 * | map[string]T | GoMap, changed in place by `set` and `merge` as in Go |
 * | time.Time, *semver.Version, ... | GoObject |
 * | nil, and what no value was found for | null |
 */
export type Value = string | number | boolean | null | GoInt | GoSlice | GoMap | GoObject | GoComplex;

/** An integer with its Go type; the value always fits the type. */
export class GoInt {
  readonly type: string;
  readonly value: bigint;

  constructor(type: string, value: bigint) {
    this.type = type;
    this.value = value;
  }
}

/** complex128: only literals make one. */
export class GoComplex {
  readonly re: number;
  readonly im: number;

  constructor(re: number, im: number) {
    this.re = re;
    this.im = im;
  }
}

/** A method: parameter types as in functions/signature.ts, and what it gives. */
export interface Method {
  readonly parameters: string;
  call(values: readonly Value[]): Value;
}

/** A struct or a pointer to one. */
export interface GoObjectShape {
  /** Go's name: `time.Time`, `*semver.Version`. */
  readonly type: string;
  /** What its String method gives, if it has one. */
  text?(): string;
  /** Exported fields by name, in the order of declaration. */
  readonly fields?: ReadonlyMap<string, Value>;
  /** Fields that a template may not read, but that are printed by verbs which ask for what is inside. */
  readonly hidden?: ReadonlyMap<string, Value>;
  method?(name: string): Method | undefined;
  /** What two equal structs of one type have in common; absent where Go cannot compare them. */
  identity?(): string;
  /** What encoding/json writes for it, as JSON text in bytes. */
  json?(): string;
}

export class GoObject<Shape extends GoObjectShape = GoObjectShape> {
  readonly shape: Shape;

  constructor(shape: Shape) {
    this.shape = shape;
  }
}
