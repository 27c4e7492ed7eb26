import { describe, it } from 'vitest';
import { expectClean, expectSmallestClean } from '../expect-clean.ts';
import { seeds } from '../hunt.ts';
import { DNS_HALF } from './dns-half.ts';

const SCHEDULES = 700;
const TIMEOUT_MS = 600_000;

describe('two invocations of dns-sync at once, with crashes, lost answers, torn listings and busy people', () => {
  it(`keep every invariant in ${SCHEDULES} schedules (I2-I8)`, { timeout: TIMEOUT_MS }, async () => {
    await expectClean(DNS_HALF, seeds(DNS_HALF, 0, SCHEDULES));
  });

  it('keep them in worlds of one name with at most two deviations', { timeout: TIMEOUT_MS }, async () => {
    await expectSmallestClean(DNS_HALF, 7_700);
  });
});
