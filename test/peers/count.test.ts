import { expect, it } from 'vitest';
import { formatCount, isBroken } from './count.ts';

const count = { phase: 'takeover', what: 'Secrets written', count: 1, names: ['team/app'] };

it('above its limit breaks a rule, and says what it counted', () => {
  const broken = { ...count, limit: 0 };

  expect(isBroken(broken)).toBe(true);
  expect(formatCount(broken)).toBe('FAIL takeover: Secrets written: 1, at most 0\n       team/app');
});

it('within its limit keeps it, without names', () => {
  const kept = { ...count, limit: 1 };

  expect(isBroken(kept)).toBe(false);
  expect(formatCount(kept)).toBe('ok   takeover: Secrets written: 1, at most 1');
});

it('without a limit is told and not judged', () => {
  expect(isBroken(count)).toBe(false);
  expect(formatCount(count)).toBe('told takeover: Secrets written: 1\n       team/app');
});
