import { expect, test } from 'vitest';
import { readNodeOptions } from '../../../sandbox/runtime/node-options.ts';

test('a size of semi-spaces is a limit of the worker, and no part of its environment', () => {
  const read = readNodeOptions({ GREETING: 'hello', NODE_OPTIONS: '--max-semi-space-size=4' });

  expect(read).toEqual({ environment: { GREETING: 'hello' }, limits: { maxYoungGenerationSizeMb: 12 } });
});

test('without options there are no limits', () => {
  expect(readNodeOptions({ GREETING: 'hello' })).toEqual({ environment: { GREETING: 'hello' }, limits: {} });
});

test('an option that a worker would not follow is named', () => {
  expect(() => readNodeOptions({ NODE_OPTIONS: '--max-semi-space-size=4 --inspect' })).toThrow(
    'NODE_OPTIONS --inspect: the sandbox knows --max-semi-space-size=<MB> only',
  );
});
