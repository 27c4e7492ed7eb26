import { expect, test } from 'vitest';
import { createDice } from './dice.ts';
import { fuzz } from './fuzz.ts';

test('thousands of wild templates and paths give a result or a typed error, and none takes for ever', {
  timeout: 60_000,
}, async () => {
  const inputs = { lexer: 2_000, evaluator: 800, paths: 3_000 };
  const { tallies, defects } = await fuzz({ seed: 7, inputs });

  expect(defects).toEqual([]);
  expect(tallies.map(({ part, inputs: tried }) => [part, tried])).toEqual(Object.entries(inputs));
  for (const { results, inputs: tried } of tallies) {
    expect(results).toBeGreaterThan(tried / 50);
    expect(results).toBeLessThan(tried);
  }
});

test('the same seed throws the same dice', () => {
  const throws = (seed: number) => createDice(seed).several(20, 20, () => 0).length;
  const numbers = (seed: number) => {
    const dice = createDice(seed);
    return dice.several(5, 5, () => dice.below(1_000_000));
  };

  expect(throws(1)).toBe(20);
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
});
