import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startControllers } from '../../../sandbox/runtime/controllers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('changes that come together are looked at once, a moment later; the next one again', () => {
  const collect = vi.fn();
  const controllers = startControllers(collect);

  controllers.changed();
  controllers.changed();
  expect(collect).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(collect).toHaveBeenCalledTimes(1);

  controllers.changed();
  vi.runAllTimers();
  expect(collect).toHaveBeenCalledTimes(2);
});

test('what the controllers change themselves is looked at again, until nothing is left', () => {
  let left = 2;
  const controllers = startControllers(() => {
    left -= 1;
    if (left > 0) controllers.changed();
  });

  controllers.changed();
  vi.runAllTimers();

  expect(left).toBe(0);
});

test('nothing runs after the stop', () => {
  const collect = vi.fn();
  const controllers = startControllers(collect);
  controllers.changed();

  controllers.stop();
  controllers.changed();
  vi.runAllTimers();

  expect(collect).not.toHaveBeenCalled();
});
