import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldDifferences } from '../../../cli/report/fold-differences.ts';
import type { LoggedEntry, ReportLine } from '../../../cli/report/report-line.ts';

const SUBJECT = 'Secret/auth/postgres-auth';
const entry = (found: string, change: Partial<LoggedEntry> = {}): LoggedEntry => ({
  subject: SUBJECT,
  action: 'updated',
  reason: 'Updated',
  found,
  ...change,
});
/** A line at a second. */
const line = (
  second: number,
  changes: readonly LoggedEntry[],
  given: { readonly observed?: 'all' | 'some'; readonly settled?: ReportLine['settled'] } = {},
): ReportLine => ({
  at: second * 1000,
  changes: [...changes],
  observed: given.observed ?? 'all',
  settled: given.settled ?? [],
});
const settled = (found: string) => ({ settled: [{ subject: SUBJECT, found }] });
const outcomes = (lines: readonly ReportLine[]) =>
  foldDifferences(lines).map(({ outcome, endedAt, runs }) => [outcome, endedAt, runs]);

describe('a difference', () => {
  it('that went when somebody wrote what we wanted was done by the incumbent, that much later', () => {
    const lines = [
      line(2, [entry('7')], { observed: 'some' }),
      line(30, [entry('7')]),
      line(45, [], settled('8')),
    ];
    expect(foldDifferences(lines)).toEqual([
      { ...entry('7'), outcome: 'same', firstSeen: 2000, lastSeen: 30_000, runs: 2, endedAt: 45_000 },
    ]);
  });

  it('that went although nobody wrote was wanted no more', () => {
    expect(outcomes([line(0, [entry('7')]), line(60, [], settled('7'))])).toEqual([['withdrawn', 60_000, 1]]);
  });

  it('that stays is there still; one that stays although somebody wrote was done otherwise', () => {
    expect(outcomes([line(0, [entry('7')]), line(60, [entry('7')])])).toEqual([['differs', undefined, 2]]);
    expect(outcomes([line(0, [entry('7')]), line(60, [entry('8')])])).toEqual([['otherwise', undefined, 2]]);
  });

  it('that a narrow run does not mention is open; one that a complete run does not mention ended unseen', () => {
    const first = line(0, [entry('7')]);
    expect(outcomes([first, line(60, [], { observed: 'some' })])).toEqual([['differs', undefined, 1]]);
    expect(outcomes([first, line(60, []), line(120, [])])).toEqual([['unseen', 60_000, 1]]);
  });

  it('whose end another container tells later ended when the first complete run missed it', () => {
    const lines = [
      line(0, [entry('7')]),
      line(60, []),
      line(120, [], settled('8')),
      line(180, [], settled('8')),
    ];
    expect(outcomes(lines)).toEqual([['same', 60_000, 1]]);
  });

  it('that comes back is another one', () => {
    const lines = [line(0, [entry('7')]), line(60, [], settled('8')), line(600, [entry('8')]), line(660, [])];
    expect(outcomes([...lines, line(720, [entry('9')])])).toEqual([
      ['differs', undefined, 1],
      ['unseen', 660_000, 1],
      ['same', 60_000, 1],
    ]);
  });
});

it('what we refuse is told by its reason, and ends when a complete run refuses it no more', () => {
  const refused = entry('', { subject: 'ExternalSecret/a/b', action: 'refused', reason: 'UnsupportedField' });
  expect(outcomes([line(0, [refused]), line(60, [refused])])).toEqual([['refused', undefined, 2]]);
  expect(outcomes([line(0, [refused]), line(60, [])])).toEqual([['refused', 60_000, 1]]);
});

it('runs that enforce are not compared', () => {
  const { observed: _observed, ...enforced } = line(0, [entry('7')]);
  expect(foldDifferences([{ ...enforced, observed: undefined }])).toEqual([]);
});

it('whatever the lines: in any order they fold to the same, each difference once, and none without an end is over', () => {
  const changes = fc.subarray([
    entry('7'),
    entry('8', { subject: 'Secret/a/b' }),
    entry('9', { subject: 'Z1/a/A' }),
  ]);
  const lines = fc.array(
    fc.record({
      changes,
      observed: fc.constantFrom('all', 'some'),
      settled: fc.constantFrom([], [{ subject: SUBJECT, found: '8' }]),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(lines, (given) => {
      const inOrder: readonly ReportLine[] = given.map((one, index) => ({
        changes: one.changes,
        observed: one.observed === 'all' ? 'all' : 'some',
        settled: one.settled.map((each) => ({ ...each })),
        at: index * 1000,
      }));
      const folded = foldDifferences(inOrder);
      expect(foldDifferences([...inOrder].reverse())).toEqual(folded);
      const mentioned = inOrder.flatMap((one) => one.changes).length;
      expect(folded.reduce((sum, { runs }) => sum + runs, 0)).toBe(mentioned);
      for (const { outcome, endedAt, firstSeen, lastSeen } of folded) {
        expect(endedAt === undefined).toBe(outcome === 'differs' || outcome === 'otherwise');
        expect(firstSeen).toBeLessThanOrEqual(lastSeen);
        expect(endedAt ?? lastSeen).toBeGreaterThanOrEqual(lastSeen);
      }
    }),
    { numRuns: 100 },
  );
});
