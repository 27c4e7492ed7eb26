/** What a thing was, and since when. */
export class Timeline<T> {
  #entries: { readonly at: number; readonly value: T }[];

  constructor(first: T) {
    this.#entries = [{ at: Number.NEGATIVE_INFINITY, value: first }];
  }

  set(at: number, value: T): void {
    this.#entries.push({ at, value });
  }

  /** What is now has always been so. */
  forget(): void {
    this.#entries = [{ at: Number.NEGATIVE_INFINITY, value: this.now }];
  }

  get now(): T {
    return (this.#entries.at(-1) as { readonly value: T }).value;
  }

  /** Every value it had at some time between `from` and `to`; what ended at `from` counts, as time may stand still. */
  during(from: number, to: number): readonly T[] {
    return this.#entries
      .filter(
        ({ at }, index) => at <= to && (this.#entries[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from,
      )
      .map(({ value }) => value);
  }

  /** What it was at that time. */
  at(time: number): T {
    return (this.#entries.findLast(({ at }) => at <= time) as { readonly value: T }).value;
  }

  /** Everything it ever was. */
  all(): readonly T[] {
    return this.#entries.map(({ value }) => value);
  }
}
