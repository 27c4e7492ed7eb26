import { expect, test } from 'vitest';
import type { Finding, Link } from '../../../cli/doctor/finding.ts';
import { LINKS } from '../../../cli/doctor/links.ts';
import { createProgress, formatResult, formatTotals } from '../../../cli/doctor/print-findings.ts';
import { runLinks } from '../../../cli/doctor/run-links.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();
const QUIET = { begin: () => undefined, end: () => undefined };
const found = (check: string, outcome: Finding['outcome']): Finding => ({ check, outcome, said: 'so' });

/** A link whose checks find this. */
function link(
  name: string,
  needs: readonly string[],
  outcomes: Readonly<Record<string, Finding['outcome']>>,
): Link {
  const checks = Object.entries(outcomes).map(
    ([check, outcome]) => [check, async () => [found(check, outcome)]] as const,
  );
  return { name, needs, checks: Object.fromEntries(checks) };
}

test('what hangs on a failure, through however many links, is not checked and says on what', async () => {
  const results = await runLinks(
    [
      link('a', [], { one: 'ok', two: 'failed' }),
      link('b', ['a'], { three: 'ok' }),
      link('c', ['b'], { four: 'ok' }),
      link('d', [], { five: 'warn', six: 'could not tell' }),
      link('e', ['d'], { seven: 'ok' }),
    ],
    doctor,
    QUIET,
  );

  expect(results.flatMap(({ findings }) => findings.map(({ check, outcome }) => [check, outcome]))).toEqual([
    ['one', 'ok'],
    ['two', 'failed'],
    ['three', 'not checked'],
    ['four', 'not checked'],
    ['five', 'warn'],
    ['six', 'could not tell'],
    ['seven', 'ok'],
  ]);
  expect(results[2]?.findings[0]?.said).toBe('not checked because b failed (two)');
});

test('a check that cannot read what it judges says why, and the next one goes on', async () => {
  const denied = Object.assign(new Error('you are not\nauthorized'), { name: 'AccessDeniedException' });
  const broken: Link = {
    name: 'a',
    needs: [],
    checks: { one: () => Promise.reject(denied), two: async () => [found('two', 'ok')] },
  };

  const [result] = await runLinks([broken, link('b', ['a'], { three: 'ok' })], doctor, QUIET);

  expect(result?.findings).toEqual([
    { check: 'one', outcome: 'could not tell', said: 'AccessDeniedException: you are not authorized' },
    found('two', 'ok'),
  ]);
});

test('every link hangs only on links before it', () => {
  const seen = new Set<string>();
  for (const { name, needs } of LINKS) {
    expect([name, needs.filter((need) => !seen.has(need))]).toEqual([name, []]);
    seen.add(name);
  }
});

const RESULT = {
  link: 'queue',
  findings: [found('rules', 'ok'), { ...found('mapping', 'failed'), fix: 'sluice resume secrets' }],
};

test('each check is a line, its fix beneath; the end counts the outcomes', () => {
  expect(formatResult(RESULT)).toBe(
    'ok             queue rules: so\n' +
      'failed         queue mapping: so\n' +
      '               fix: sluice resume secrets\n',
  );
  expect(formatTotals([RESULT, RESULT])).toBe('2 ok, 2 failed');
});

test('a terminal shows what is being checked, and a log gets finished lines only', () => {
  const shown = (isTTY: boolean) => {
    const [out, err]: [string[], string[]] = [[], []];
    const progress = createProgress((text) => void out.push(text), {
      isTTY,
      write: (text) => err.push(text),
    });
    progress.begin('queue', 'rules');
    progress.end(RESULT);
    return { out: out.join(''), err: err.join('') };
  };

  expect(shown(false)).toEqual({ out: formatResult(RESULT), err: '' });
  expect(shown(true)).toEqual({
    out: formatResult(RESULT),
    err: '\r\u001b[Kchecking queue: rules ...\r\u001b[K',
  });
});
