import { describe, expect, it } from 'vitest';
import { expectClean, expectSmallestClean } from './expect-clean.ts';
import { seeds } from './hunt.ts';
import { SECRETS_HALF } from './secrets/secrets-half.ts';
import { simulate } from './simulate.ts';

/**
 * With those of dns/simulation.test.ts and the enumerated ones more than ten thousand: as many as two minutes hold.
 * `npm run simulate -- --schedules N` plays as many as wanted, 10,000 in each half by default.
 */
const SCHEDULES = 700;
const TIMEOUT_MS = 600_000;

describe('two invocations of secret-sync at once, with crashes, lost answers, stale reads and busy people', () => {
  it(`keep every invariant in ${SCHEDULES} schedules (I2-I8, I10, I11)`, {
    timeout: TIMEOUT_MS,
  }, async () => {
    await expectClean(SECRETS_HALF, seeds(SECRETS_HALF, 0, SCHEDULES));
  });

  it('keep them in worlds of one ExternalSecret with at most two deviations', {
    timeout: TIMEOUT_MS,
  }, async () => {
    await expectSmallestClean(SECRETS_HALF, 900);
  });
});

describe('a schedule', () => {
  it('plays the same way every time, so that a seed is enough to replay it', async () => {
    const play = async () => {
      const trace: string[] = [];
      const { scenario, schedule } = SECRETS_HALF.draw(42);
      await simulate(await SECRETS_HALF.world(scenario), schedule, trace);
      return trace;
    };

    expect(await play()).toEqual(await play());
  });
});
