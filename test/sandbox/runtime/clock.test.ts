import { expect, test } from 'vitest';
import { createSandboxClock } from '../../../sandbox/runtime/clock.ts';

test('an advance moves the clock forward by so much', () => {
  const clock = createSandboxClock(() => 1_000);

  clock.advance(61_000);

  expect(clock.now()).toBe(62_000);
});

test('the clock refuses to go back', () => {
  expect(() => createSandboxClock().advance(-1)).toThrow('forward only');
});

test('a sleeper wakes when the clock is advanced past its time', async () => {
  const clock = createSandboxClock(() => 0);
  let awake = false;
  const sleeper = clock.sleep(60_000).then(() => {
    awake = true;
  });

  clock.advance(30_000);
  await Promise.resolve();
  const early = awake;
  clock.advance(30_000);
  await sleeper;

  expect([early, awake]).toEqual([false, true]);
});
