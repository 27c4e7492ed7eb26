import { expect } from 'vitest';
import { enumerate } from './enumerate.ts';
import type { Case, Half } from './half.ts';
import { hunt } from './hunt.ts';
import { simulate } from './simulate.ts';

/** Plays cases; the first that breaks an invariant fails with its shrunk account. */
export async function expectClean<S, A>(
  half: Half<S, A>,
  cases: Iterable<Case<S, A> & { readonly seed?: number }>,
): Promise<void> {
  const { failures } = await hunt(half, cases, { failuresMax: 1 });
  expect(failures.map(({ account }) => account).join('\n\n')).toBe('');
}

/**
 * Plays a sample of all schedules with at most two deviations, spread evenly over the smallest worlds.
 * @param count how many; `npm run simulate -- --enumerate` plays all
 */
export async function expectSmallestClean<S, A>(half: Half<S, A>, count: number): Promise<void> {
  const all: Case<S, A>[] = [];
  for (const one of half.smallest) {
    const { steps } = await simulate(await half.world(one.scenario), one.schedule);
    all.push(...enumerate(one, steps));
  }
  expect(all.length).toBeGreaterThan(count);
  const sample = Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]);
  await expectClean(
    half,
    sample.filter((one) => one !== undefined),
  );
}
