/** Reproducible chance: the same seed throws the same dice. */
export interface Dice {
  /** 0 to count - 1. */
  below(count: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Between `least` and `most` things, each made by `make`. */
  several<T>(least: number, most: number, make: () => T): T[];
}

/** A 32-bit generator after Marsaglia's xorshift; good enough to reach corners, and fast. */
export function createDice(seed: number): Dice {
  // Zero is the one state that never changes.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (count: number) => next() % count;
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    several(least, most, make) {
      const made = [];
      for (let left = least + below(most - least + 1); left > 0; left -= 1) made.push(make());
      return made;
    },
  };
}
