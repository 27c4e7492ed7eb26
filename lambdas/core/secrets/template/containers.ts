import type { Value } from './values.ts';

/** A slice; `type` is Go's, such as `[]interface {}` or `[]string`. */
export class GoSlice {
  readonly type: string;
  readonly items: Value[];
  /** Go's nil slice: prints as an empty one, and as `null` in JSON. */
  readonly isNil: boolean;

  constructor(type: string, items: Value[], isNil = false) {
    this.type = type;
    this.items = items;
    this.isNil = isNil;
  }
}

/** A map with string keys; `type` is `map[string]interface {}` or `map[string]string`. Keys are byte strings. */
export class GoMap {
  readonly type: string;
  readonly entries: Map<string, Value>;

  constructor(type: string, entries: Map<string, Value>) {
    this.type = type;
    this.entries = entries;
  }

  /** Entries in byte order of their keys, as Go prints and ranges over them. */
  sorted(): [string, Value][] {
    return [...this.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
