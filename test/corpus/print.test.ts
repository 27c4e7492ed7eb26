import { describe, expect, test } from 'vitest';
import { formatFailures, formatNotes, formatSummary } from './print.ts';
import type { RunResult } from './run.ts';

const passed: RunResult = { id: 'a', outcome: 'passed', topic: 'values', tags: [] };
const diverged: RunResult = {
  id: 'b',
  outcome: 'diverged',
  reason: 'SyncWindows',
  topic: 'refresh',
  tags: [],
};
const diff = Array.from(
  { length: 10 },
  (_, index) => `step 1: secrets.app.data.k${index}: recorded "x", ours "y"`,
);
const failed: RunResult = { id: 'c', outcome: 'failed', topic: 'values', tags: [], diff };

describe('what a run prints', () => {
  test('the last line is the tally', () => {
    const lines = formatSummary({ results: [passed, diverged, failed], seconds: 0.5 }, { topics: false });

    expect(lines.at(-1)).toBe('1 passed, 1 diverged, 1 failed');
    expect(lines.at(-2)).toBe('3 cases in 0.5 s (6 cases/s)');
  });

  test('divergences are counted by reason', () => {
    const lines = formatSummary(
      { results: [diverged, { ...diverged, id: 'd' }], seconds: 1 },
      { topics: false },
    );

    expect(lines).toContain('diverged, SyncWindows: 2');
  });

  test('figures by topic stand in columns', () => {
    const lines = formatSummary({ results: [passed, diverged, failed], seconds: 1 }, { topics: true });

    expect(lines.slice(0, 3)).toEqual([
      'topic     passed diverged   failed',
      'values         1        0        1',
      'refresh        0        1        0',
    ]);
  });

  test('a failure shows its first differences, and all of them on demand', () => {
    const short = formatFailures([passed, failed], false);

    expect(short[0]).toBe('FAILED c (values)');
    expect(short[1]).toBe('  step 1: secrets.app.data.k0: recorded "x", ours "y"');
    expect(short.at(-1)).toBe('  ... and 2 more (--verbose shows all)');
    expect(formatFailures([failed], true)).toHaveLength(11);
  });

  test('divergences and wordings are listed on demand', () => {
    expect(formatNotes([passed, diverged, { ...passed, wording: ['recorded "x", ours "y"'] }])).toEqual([
      'DIVERGED b (SyncWindows)',
      'wording a: recorded "x", ours "y"',
    ]);
  });

  test('wording differences are counted and gate nothing', () => {
    const worded: RunResult = { ...passed, wording: ['recorded "x", ours "y"'] };

    expect(formatSummary({ results: [worded], seconds: 1 }, { topics: false })).toEqual([
      'wording differs (not gated): 1 texts in 1 cases',
      '1 cases in 1.0 s (1 cases/s)',
      '1 passed, 0 diverged, 0 failed',
    ]);
  });
});
