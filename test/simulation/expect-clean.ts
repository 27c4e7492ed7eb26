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
  const { failures } = await hunt(half, cases, 1);
  expect(failures.map(({ account }) => account).join('\n\n')).toBe('');
}

/**
 * Plays a sample of all schedules with at most two deviations, in each of the smallest worlds.
 * @param stride every so manieth; `npm run simulate -- --enumerate` plays all
 */
export async function expectSmallestClean<S, A>(half: Half<S, A>, stride: number): Promise<void> {
  for (const one of half.smallest) {
    const { steps } = await simulate(await half.world(one.scenario), one.schedule);
    const all = [...enumerate(one, steps)];
    expect(all.length).toBeGreaterThan(1_000);
    await expectClean(
      half,
      all.filter((_, index) => index % stride === 0),
    );
  }
}
