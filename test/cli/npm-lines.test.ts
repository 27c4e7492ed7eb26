import { expect, test } from 'vitest';
import { warnOfNpmLines } from '../../cli/npm-lines.ts';

test('who pipes what npm has put its own lines into is told how to leave them out', () => {
  const asked = { npm_lifecycle_event: 'sluice' };

  expect(warnOfNpmLines(asked, false)).toContain('npm run -s sluice');
  expect(warnOfNpmLines(asked, true)).toBeUndefined();
  expect(warnOfNpmLines({ ...asked, npm_config_loglevel: 'silent' }, false)).toBeUndefined();
  expect(warnOfNpmLines({ npm_lifecycle_event: 'test' }, false)).toBeUndefined();
  expect(warnOfNpmLines({}, false)).toBeUndefined();
});
