import { expect, it } from 'vitest';
import { LOGGED_ENTRIES_MAX, LOGGED_LINES_MAX } from '../../lambdas/core/bounds.ts';
import { compileReport, type ReportEntry } from '../../lambdas/core/report.ts';
import { createReportLog, type ObservedRun } from '../../lambdas/runtime/report-log.ts';

const SUBJECT = 'Secret/auth/postgres';
const entry = (action: ReportEntry['action'], found = '7', subject = SUBJECT): ReportEntry => ({
  subject,
  action,
  reason: 'Updated',
  found,
  dryRun: true,
});

function createLog() {
  const lines: Record<string, unknown>[] = [];
  const log = {
    info: (_message: string, fields = {}) => void lines.push(fields),
    warn: () => undefined,
    error: () => undefined,
  };
  const write = createReportLog({ half: 'secrets', log });
  return {
    lines,
    report: (entries: readonly ReportEntry[], observed?: ObservedRun) =>
      write(compileReport(entries), observed),
    last: () => lines.at(-1),
  };
}
const ALL: ObservedRun = { complete: true };

it('in enforce mode a report is its counts and what it changed', () => {
  const { report, last } = createLog();
  report([entry('updated'), entry('unchanged', '1', 'Secret/a/b')]);

  expect(last()).toMatchObject({ half: 'secrets', counts: { updated: 1, unchanged: 1 } });
  expect(last()?.['changes']).toHaveLength(1);
  expect(last()).not.toHaveProperty('observed');
});

it('a difference that was seen and is none any more is told once, with what stands there now', () => {
  const { report, last } = createLog();
  report([entry('updated', '7')], ALL);
  expect(last()).toMatchObject({ observed: 'all', changes: [{ subject: SUBJECT, found: '7' }] });
  expect(last()).not.toHaveProperty('settled');

  report([entry('unchanged', '8')], ALL);
  expect(last()).toMatchObject({ settled: [{ subject: SUBJECT, found: '8' }], changes: [] });
  report([entry('unchanged', '8')], ALL);
  expect(last()).not.toHaveProperty('settled');
});

it('what was not looked at, fails, or still differs in another entry is not settled', () => {
  const { report, lines } = createLog();
  report([entry('updated')], ALL);
  report([], { complete: false });
  report([], { complete: true, look: () => undefined });
  report([entry('failed')], ALL);
  report([entry('unchanged'), entry('updated')], ALL);
  report([entry('updated'), entry('unchanged')], ALL);

  expect(lines.filter((line) => 'settled' in line)).toEqual([]);
  report([], { complete: false, look: () => 'A 300 192.0.2.1' });
  expect(lines.at(-1)).toMatchObject({ settled: [{ subject: SUBJECT, found: 'A 300 192.0.2.1' }] });
});

it('a large report comes in parts that fit, none of which says that what it lacks does not differ', () => {
  const { report, lines } = createLog();
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => entry('created', 'absent', `Secret/a/${index}`));
  report(many(LOGGED_ENTRIES_MAX + 1), ALL);

  expect(lines.map((line) => [line['observed'], (line['changes'] as unknown[]).length])).toEqual([
    ['some', LOGGED_ENTRIES_MAX],
    ['some', 1],
  ]);
  report(many(LOGGED_ENTRIES_MAX * (LOGGED_LINES_MAX + 1)), ALL);
  expect(lines).toHaveLength(2 + LOGGED_LINES_MAX);
});
