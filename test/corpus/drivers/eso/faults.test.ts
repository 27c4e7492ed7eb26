import { expect, test } from 'vitest';
import { createFaults } from './faults.ts';

const DENIED = { action: 'GetParameter', code: 'AccessDeniedException', message: 'no' };
const read = (names: readonly string[], decrypt = true) => ({ Names: names, WithDecryption: decrypt });

test('a fault on GetParameter answers every GetParameters that holds a matching name', () => {
  const faults = createFaults();
  faults.add([{ ...DENIED, match: '/po/a' }]);

  expect(faults.meet('GetParameters', read(['/po/b', '/po/a']))).toMatchObject({
    code: 'AccessDeniedException',
  });
  expect(faults.meet('GetParameters', read(['/po/b']))).toBeUndefined();
  expect(faults.meet('GetParameter', { Name: '/po/a', WithDecryption: true })).toBeDefined();
});

test('a version check neither meets nor uses up a fault', () => {
  const faults = createFaults();
  faults.add([{ ...DENIED, times: 1 }]);

  expect(faults.meet('GetParameters', read(['/po/a'], false))).toBeUndefined();
  expect(faults.meet('GetParameters', read(['/po/a']))).toBeDefined();
  expect(faults.meet('GetParameters', read(['/po/a']))).toBeUndefined();
});

test('faults of other actions do not answer, and cleared ones are gone', () => {
  const faults = createFaults();
  faults.add([DENIED]);

  expect(faults.meet('GetParametersByPath', { Path: '/po' })).toBeUndefined();
  faults.clear();
  expect(faults.meet('GetParameter', { Name: '/po/a', WithDecryption: true })).toBeUndefined();
});
