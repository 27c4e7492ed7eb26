import { expect, test } from 'vitest';
import { parseStartOptions } from '../../../sandbox/narrative/options.ts';

test('without options the story is told on the usual ports, and the sandbox stays up', () => {
  expect(parseStartOptions([])).toEqual({
    once: false,
    real: false,
    logs: false,
    port: 4566,
    help: false,
  });
});

test('options are read', () => {
  expect(parseStartOptions(['--once', '--real', '--logs', '--port', '9000'])).toEqual({
    once: true,
    real: true,
    logs: true,
    port: 9000,
    help: false,
  });
});

test.each(['0', '65535', 'http', '1.5'])('the port %s is refused with what is allowed', (port) => {
  expect(() => parseStartOptions(['--port', port])).toThrow(
    `--port is ${port}: allowed is a whole number from 1 to 65534`,
  );
});

test('an unknown option is refused', () => {
  expect(() => parseStartOptions(['--prot', '1'])).toThrow('--prot');
});
