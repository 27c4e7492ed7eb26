import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf, type Deletion, judgeDeletions } from '../../../lambdas/core/secrets/breaker.ts';

const deletions = (count: number): Deletion[] =>
  Array.from({ length: count }, (_, index) => ({
    externalSecret: `ExternalSecret/team/app${index}`,
    secret: `app${index}`,
    keys: ['a'],
  }));
const judge = (count: number, managed: number, stores: ReadonlyMap<string, readonly boolean[]> = new Map()) =>
  judgeDeletions({ deletions: deletions(count), managed, stores });

describe('the breaker', () => {
  it.each([
    ['4 of 10', 4, 10, true],
    ['3 of 10, which is 30 %', 3, 10, false],
    ['3 of 9, which is too few to judge by share', 3, 9, false],
    ['2 of 10', 2, 10, false],
    ['4 of 13', 4, 13, true],
    ['4 of 14', 4, 14, false],
    ['none', 0, 100, false],
  ])('%s: stopped is %4$s', (_name, count, managed, stopped) => {
    expect(judge(count, managed).stopped).toBe(stopped);
  });

  it.each([
    ['all of two Secrets', [true, true], true],
    ['one of two', [true, false], false],
    ['the only one', [true], false],
  ])('a store of which %s are absent: stopped is %3$s', (_name, absences, stopped) => {
    expect(judge(1, 5, new Map([['SecretStore/team/s', absences]])).stopped).toBe(stopped);
  });

  it('names every store of which nothing is there, in whatever order they were read', () => {
    const stores = new Map(
      ['b', 'a', 'c'].map((name) => [name, name === 'c' ? [true, false] : [true, true]]),
    );
    const reason = 'all keys of a, which serves 2 secrets, and of b, which serves 2 secrets, are absent';

    expect(judge(1, 5, stores)).toMatchObject({ reason });
    expect(judge(1, 5, new Map([...stores].reverse()))).toMatchObject({ reason });
  });

  it('stops nothing when nothing is deleted', () => {
    expect(judge(0, 5, new Map([['s', [true, true]]])).stopped).toBe(false);
  });

  it('is released by a checksum that does not depend on order and changes with the plan', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (count) => {
        const plan = deletions(count);
        expect(checksumOf([...plan].reverse())).toBe(checksumOf(plan));
        expect(checksumOf(plan.slice(1))).not.toBe(checksumOf(plan));
      }),
    );
  });
});
