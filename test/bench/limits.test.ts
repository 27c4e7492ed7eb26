import { describe, expect, it } from 'vitest';
import { parseBenchOptions } from '../../bench/options.ts';
import { formatQuantity, formatVerdict } from '../../bench/print.ts';
import { countMarks, judge, type Mark, type Quantity } from '../../bench/quantity.ts';
import { median, quantile } from '../../bench/statistics.ts';

const LIMITED = { name: 'list', unit: 'x', target: 2.5, fail: 3.5 } as const;

describe('a quantity beside its limits', () => {
  it.each<[string, Quantity, Mark]>([
    ['at its target is within', { ...LIMITED, value: 2.5 }, 'ok'],
    ['between target and fail limit is over', { ...LIMITED, value: 2.51 }, 'over'],
    ['at its fail limit is over', { ...LIMITED, value: 3.5 }, 'over'],
    ['above its fail limit fails', { ...LIMITED, value: 3.51 }, 'FAIL'],
    ['with a target only never fails', { name: 'cpu', unit: 'ms', target: 25, value: 1000 }, 'over'],
    ['with a fail limit only is never over', { name: 'rss', unit: 'MB', fail: 150, value: 149 }, 'ok'],
    [
      'that is one more than an exact count fails',
      { name: 'n', unit: '', target: 0, fail: 0, value: 1 },
      'FAIL',
    ],
    ['without limits is reported only', { name: 'rss', unit: 'MB', value: 1e9 }, 'info'],
    ['that is no number fails, since nothing was measured', { ...LIMITED, value: Number.NaN }, 'FAIL'],
    ['that is infinite fails without limits, too', { name: 'x', unit: 'x', value: 1 / 0 }, 'FAIL'],
  ])('%s', (_, quantity, mark) => {
    expect(judge(quantity)).toBe(mark);
  });

  it('prints mark, name, value and both limits', () => {
    const line = formatQuantity({ ...LIMITED, value: 4, note: 'planted' });

    expect(line).toMatch(/^FAIL +list +4 x {2}at most 2\.5 x, fails over 3\.5 x; planted$/);
  });

  it('prints counts as they are and a limit once', () => {
    const line = formatQuantity({ name: 'writes', unit: '', value: 0, target: 0, fail: 0 });

    expect(line).toMatch(/^ok +writes +0 {2}at most 0$/);
  });

  it('prints whole numbers with their zeros', () => {
    expect(formatQuantity({ name: 'main', unit: 'KB', value: 560 })).toMatch(/ 560 KB$/);
    expect(formatQuantity({ name: 'init', unit: 'x', value: 10 })).toMatch(/ 10 x$/);
  });
});

describe('the verdict of a run', () => {
  it('counts what has a limit, and nothing else', () => {
    const values = [1, 2, 3, 4, 5].map((value) => ({ ...LIMITED, value }));
    const verdict = countMarks([...values, { name: 'reported', unit: 'MB', value: 7 }]);

    expect(verdict).toEqual({ within: 2, over: 1, failed: 2 });
    expect(formatVerdict(verdict)).toBe('2 within, 1 over, 2 failed');
  });
});

describe('the sections that run', () => {
  const known = ['init', 'event', 'dns'];

  it('are all of them when none is named', () => {
    expect(parseBenchOptions([], known)).toMatchObject({ sections: known, full: false, json: false });
  });

  it('are those that are named, in their own order', () => {
    const options = parseBenchOptions(['dns', 'init', '--full', '--json'], known);

    expect(options).toMatchObject({ sections: ['init', 'dns'], full: true, json: true });
  });

  it('are refused by name when there is none of that name', () => {
    expect(() => parseBenchOptions(['dsn'], known)).toThrow('no section dsn: allowed are init, event, dns');
  });
});

describe('statistics', () => {
  it('are values of the sample, whatever its order', () => {
    const sample = [5, 1, 4, 2, 3];

    expect(median(sample)).toBe(3);
    expect(quantile(sample, 0.99)).toBe(5);
    expect(quantile(sample, 0)).toBe(1);
    expect(sample).toEqual([5, 1, 4, 2, 3]);
  });

  it('of nothing are no number, which fails', () => {
    expect(judge({ ...LIMITED, value: median([]) })).toBe('FAIL');
  });
});
