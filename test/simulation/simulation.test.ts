import { describe, expect, it } from 'vitest';
import { DNS_HALF } from './dns/dns-half.ts';
import { enumerate } from './enumerate.ts';
import type { Case, Half } from './half.ts';
import { hunt, seeds } from './hunt.ts';
import { SECRETS_HALF } from './secrets/secrets-half.ts';
import { simulate } from './simulate.ts';

/** What every commit plays; `npm run simulate -- --schedules N` plays as many as wanted. */
const SECRETS_SCHEDULES = 6_000;
const DNS_SCHEDULES = 4_000;
/** Of the enumerated schedules every so many here; `npm run simulate -- --enumerate` plays all. */
const STRIDE = 12;
const TIMEOUT_MS = 300_000;

describe('two invocations at once, with crashes, lost answers, stale reads and busy people', () => {
  it(
    `keep every invariant of secret-sync in ${SECRETS_SCHEDULES} schedules (I2-I8, I10, I11)`,
    async () => {
      await expectClean(SECRETS_HALF, seeds(SECRETS_HALF, 0, SECRETS_SCHEDULES));
    },
    TIMEOUT_MS,
  );

  it(
    `keep every invariant of dns-sync in ${DNS_SCHEDULES} schedules (I2-I8)`,
    async () => {
      await expectClean(DNS_HALF, seeds(DNS_HALF, 0, DNS_SCHEDULES));
    },
    TIMEOUT_MS,
  );
});

describe('schedules with at most two deviations from one invocation after the other', () => {
  it(
    'are clean in worlds of one ExternalSecret',
    async () => {
      await expectAllClean(SECRETS_HALF);
    },
    TIMEOUT_MS,
  );

  it(
    'are clean in worlds of one name',
    async () => {
      await expectAllClean(DNS_HALF);
    },
    TIMEOUT_MS,
  );
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

async function expectClean<S, A>(half: Half<S, A>, cases: Iterable<Case<S, A> & { seed?: number }>) {
  const { failures, schedules } = await hunt(half, cases, 1);
  expect(failures.map(({ account }) => account).join('\n\n')).toBe('');
  return schedules;
}

async function expectAllClean<S, A>(half: Half<S, A>): Promise<void> {
  for (const one of half.smallest) {
    const { steps } = await simulate(await half.world(one.scenario), one.schedule);
    const all = [...enumerate(one, steps)];
    expect(all.length).toBeGreaterThan(1_000);
    await expectClean(
      half,
      all.filter((_, index) => index % STRIDE === 0),
    );
  }
}
