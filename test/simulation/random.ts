/** Numbers that follow from a seed alone, so that a seed is a whole simulation. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  int(below: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
}

/** Mulberry32: 32 bits of state, fast, good enough to choose among small worlds. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]): T {
      const index = int(list.length);
      if (list.length === 0) throw new RangeError('nothing to pick from: give a list with items');
      return list[index] as T;
    },
  };
}

/** Seeds in a row that share so many scenarios; those behind have others. */
const SEEDS_A_BLOCK = 10_000;

/** The seed of the scenario that a schedule is played in. */
export function scenarioOf(seed: number, scenarios: number): number {
  return (seed % scenarios) + scenarios * Math.floor(seed / SEEDS_A_BLOCK);
}
