import { GoMap, GoSlice } from '../containers.ts';
import { Output } from '../fmt/output.ts';
import type { Budget } from '../limits.ts';
import { map, slice } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import { GoInt, GoObject, type Value } from '../values.ts';
import type { Environment } from './environment.ts';

/** Arguments of one call; the evaluator has checked them against the signature, which the readers rely on. */
export class Args {
  readonly values: readonly Value[];
  readonly environment: Environment;

  constructor(values: readonly Value[], environment: Environment) {
    this.values = values;
    this.environment = environment;
  }

  get budget(): Budget {
    return this.environment.budget;
  }

  get length(): number {
    return this.values.length;
  }

  /** An output that shares the budget of this rendering. */
  output(): Output {
    return new Output(this.budget);
  }

  any(index: number): Value {
    return this.values[index] ?? null;
  }

  rest(from: number): readonly Value[] {
    return this.values.slice(from);
  }

  string(index: number): string {
    const value = this.any(index);
    return typeof value === 'string' ? value : mistyped(index);
  }

  strings(from: number): string[] {
    return this.rest(from).map((_, offset) => this.string(from + offset));
  }

  integer(index: number): bigint {
    const value = this.any(index);
    return value instanceof GoInt ? value.value : mistyped(index);
  }

  /** An int as a number; beyond 2^53 it only has to be recognisable as too large. */
  int(index: number): number {
    return Number(this.integer(index));
  }

  float(index: number): number {
    const value = this.any(index);
    return typeof value === 'number' ? value : mistyped(index);
  }

  bool(index: number): boolean {
    const value = this.any(index);
    return typeof value === 'boolean' ? value : mistyped(index);
  }

  /** A map[string]interface{}; nil reads as an empty one. */
  map(index: number): GoMap {
    const value = this.any(index);
    if (value === null) return map([]);
    return value instanceof GoMap ? value : mistyped(index);
  }

  maps(from: number): GoMap[] {
    return this.rest(from).map((_, offset) => this.map(from + offset));
  }

  /** A []interface{}; nil reads as an empty one. */
  list(index: number): GoSlice {
    const value = this.any(index);
    if (value === null) return slice([]);
    return value instanceof GoSlice ? value : mistyped(index);
  }

  object(index: number): GoObject {
    const value = this.any(index);
    return value instanceof GoObject ? value : mistyped(index);
  }
}

function mistyped(index: number): never {
  throw new FunctionError(`argument ${index + 1} has a type that this function does not take`);
}
