import { expect, test } from 'vitest';
import { formatAge } from '../../../sandbox/kubernetes/views/table.ts';

test.each([
  [-5, '0s'],
  [119, '119s'],
  [120, '2m'],
  [184, '3m4s'],
  [900, '15m'],
  [3 * 3600, '3h'],
  [3 * 3600 + 300, '3h5m'],
  [12 * 3600, '12h'],
  [51 * 3600, '2d3h'],
  [10 * 86_400, '10d'],
  [800 * 86_400, '2y70d'],
])('%d seconds are printed as %s', (seconds, text) => {
  expect(formatAge(seconds * 1000)).toBe(text);
});
