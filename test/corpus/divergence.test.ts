import { describe, expect, test } from 'vitest';
import { compareValues } from './compare.ts';
import { type Difference, formatDifference, judgeCase } from './divergence.ts';

const subject = { id: 'es-created' };
const difference: Difference = { step: 1, field: 'secrets.app.type', recorded: 'Opaque', ours: undefined };
const listed = { case: 'es-created', step: 1, field: 'secrets.app.type', because: 'we differ', ours: null };
const none = { listed: [], rules: [] };

describe('judging a case', () => {
  test('a case without differences passes', () => {
    expect(judgeCase(subject, [], none)).toEqual({ id: 'es-created', outcome: 'passed' });
  });

  test('a difference that nothing explains fails and is shown by step and field', () => {
    expect(judgeCase(subject, [difference], none)).toEqual({
      id: 'es-created',
      outcome: 'failed',
      diff: ['step 1: secrets.app.type: recorded "Opaque", ours nothing'],
    });
  });

  test('a listed divergence diverges when ours is what the list says', () => {
    const result = judgeCase(subject, [difference], { listed: [listed], rules: [] });

    expect(result).toEqual({ id: 'es-created', outcome: 'diverged', reason: 'Listed' });
  });

  test('a listed divergence fails when ours is something else', () => {
    const result = judgeCase(subject, [{ ...difference, ours: 'kubernetes.io/tls' }], {
      listed: [listed],
      rules: [],
    });

    expect(result.outcome).toBe('failed');
  });

  test('a list entry that no longer differs fails', () => {
    const result = judgeCase(subject, [], { listed: [listed], rules: [] });

    expect(result).toMatchObject({ outcome: 'failed', diff: [expect.stringContaining('no longer differs')] });
  });

  test('an entry of another case explains nothing', () => {
    const other = { ...listed, case: 'es-deleted' };

    expect(judgeCase(subject, [difference], { listed: [other], rules: [] }).outcome).toBe('failed');
  });

  test('a rule explains exactly the differences it asserts', () => {
    const rule = {
      name: 'NoType',
      because: 'we differ',
      explains: (d: Difference) => d.field.endsWith('.type'),
    };
    const unexplained = { ...difference, field: 'secrets.app.data.key' };

    expect(judgeCase(subject, [difference], { listed: [], rules: [rule] })).toMatchObject({
      outcome: 'diverged',
      reason: 'NoType',
    });
    expect(judgeCase(subject, [difference, unexplained], { listed: [], rules: [rule] })).toMatchObject({
      outcome: 'failed',
      diff: [expect.stringContaining('secrets.app.data.key')],
    });
  });
});

describe('finding differences', () => {
  const place = { step: 2, field: 'secrets.app' };

  test('the smallest field that differs is named', () => {
    const recorded = { data: { a: 'b25l', b: 'dHdv' }, type: 'Opaque' };
    const ours = { data: { a: 'b25l', b: 'WA==', c: '' }, type: 'Opaque' };

    expect(compareValues(place, recorded, ours).map(formatDifference)).toEqual([
      'step 2: secrets.app.data.b: recorded "dHdv", ours "WA=="',
      'step 2: secrets.app.data.c: recorded nothing, ours ""',
    ]);
  });

  test('lists of one length are compared item by item, others as a whole', () => {
    expect(compareValues(place, ['a', 'b'], ['a', 'c'])).toMatchObject([{ field: 'secrets.app[1]' }]);
    expect(compareValues(place, ['a', 'b'], ['a'])).toMatchObject([{ field: 'secrets.app' }]);
  });

  test('a missing key and an undefined one are the same', () => {
    expect(compareValues(place, { a: 1 }, { a: 1, b: undefined })).toEqual([]);
  });
});
