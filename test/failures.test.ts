import { describe, expect, test } from 'vitest';
import { formatFailures, type TestReport } from './failures.ts';

const COUNTS = { numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };

function reportOf(testResults: TestReport['testResults']): TestReport {
  return { ...COUNTS, testResults };
}

describe('the lines for what failed', () => {
  test('name file and test, and the first line of why', () => {
    const assertionResults = [
      { fullName: 'a plan is made', status: 'passed', failureMessages: [] },
      {
        fullName: 'a plan is applied',
        status: 'failed',
        failureMessages: ['AssertionError: 404\n    at run'],
      },
    ];

    expect(
      formatFailures(
        reportOf([{ name: '/clone/test/a.test.ts', status: 'failed', assertionResults }]),
        '/clone',
      ),
    ).toEqual(['FAILED test/a.test.ts > a plan is applied: AssertionError: 404']);
  });

  test('name a file that could not be loaded, and none that passed', () => {
    const broken = {
      name: '/clone/b.test.ts',
      status: 'failed',
      message: 'no such module\nat',
      assertionResults: [],
    };
    const passed = { name: '/clone/c.test.ts', status: 'passed', message: '', assertionResults: [] };

    expect(formatFailures(reportOf([broken, passed]), '/clone')).toEqual([
      'FAILED b.test.ts: no such module',
    ]);
  });
});
