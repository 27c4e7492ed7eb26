import { expect, it } from 'vitest';
import { compareHalf } from '../../../cli/report/half-differences.ts';
import { printDifferences } from '../../../cli/report/print-differences.ts';
import { parseReportLine, type ReportLine } from '../../../cli/report/report-line.ts';
import { parseSince } from '../../../cli/report/since.ts';

const SINCE = Date.parse('2026-11-16T00:00:00Z');
const line = (second: number, fields: object): ReportLine => {
  const at = SINCE + second * 1000;
  const read = parseReportLine(
    at,
    JSON.stringify({ message: 'report', observed: 'all', changes: [], ...fields }),
  );
  if (read === undefined) throw new Error('not a line');
  return read;
};
const secret = (found: string) => ({
  subject: 'Secret/auth/pg',
  action: 'updated',
  reason: 'Updated',
  keys: ['PASSWORD'],
  found,
  dryRun: true,
});
const record = {
  subject: 'Z1/web.example.com/A',
  action: 'updated',
  reason: 'TargetsChanged',
  wanted: 'A 300 192.0.2.2',
  found: 'A 300 192.0.2.1',
};

it('prints what asks for a look first, with the records of DNS, and how long the incumbent took', () => {
  const secrets = compareHalf('secrets', {
    lines: [
      line(1, { changes: [secret('7')] }),
      line(44, { settled: [{ subject: 'Secret/auth/pg', found: '8' }] }),
    ],
    truncated: false,
  });
  const dns = compareHalf('dns', { lines: [line(0, { changes: [record] })], truncated: true });

  expect(printDifferences([secrets, dns], SINCE)).toBe(
    [
      'secrets: 1 difference in 2 runs since 2026-11-16T00:00:00Z, the last at 2026-11-16T00:00:44Z',
      '  the incumbent did the same, later (1): after 43 to 43 s, half of them within 43 s',
      '    Secret/auth/pg would be updated: Updated [PASSWORD]; 2026-11-16T00:00:01Z, over 43 s later',
      'dns: 1 difference in 1 run since 2026-11-16T00:00:00Z, the last at 2026-11-16T00:00:00Z; there is more in the logs than was read: give a later --since',
      '  still differs (1)',
      '    Z1/web.example.com/A would be updated: TargetsChanged; since 2026-11-16T00:00:00Z, in 1 run, last at 2026-11-16T00:00:00Z',
      '      wanted: A 300 192.0.2.2',
      '      found:  A 300 192.0.2.1',
      '',
    ].join('\n'),
  );
});

it('says what is missing: no run at all, or none that observes', () => {
  const { observed: _observed, ...enforced } = line(0, {});
  const none = compareHalf('secrets', { lines: [], truncated: false });
  const enforce = compareHalf('dns', { lines: [{ ...enforced, observed: undefined }], truncated: false });

  expect(printDifferences([none, enforce], SINCE)).toBe(
    'secrets: no run is in the logs since 2026-11-16T00:00:00Z; "sluice status" tells whether it is deployed, or paused\n' +
      'dns: 1 run since 2026-11-16T00:00:00Z, none in observe mode: in enforce nobody else writes, and nothing is compared\n',
  );
});

it.each([
  ['not JSON', 'START RequestId: 1'],
  ['another line', '{"message":"run failed"}'],
  ['a report of another shape', '{"message":"report","changes":1}'],
])('%s is no report', (_name, text) => {
  expect(parseReportLine(0, text)).toBeUndefined();
});

it('--since takes a span or a time in the past', () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  expect(parseSince('7d', now)).toBe(SINCE);
  expect(parseSince('90m', now)).toBe(now - 90 * 60_000);
  expect(parseSince('2026-11-16', now)).toBe(SINCE);
  for (const wrong of ['7', 'a week', '2027-01-01', '']) {
    expect(() => parseSince(wrong, now)).toThrow('give 7d, 12h or 30m');
  }
});
