import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAll } from '../../../../lambdas/core/secrets/regexp/matches.ts';
import { replaceAll } from '../../../../lambdas/core/secrets/regexp/replace-all.ts';
import { splitAt } from '../../../../lambdas/core/secrets/regexp/split.ts';
import { compileExpression } from '../../../../lambdas/core/secrets/regexp.lazy.ts';
import { readVectors } from '../vectors.ts';

function compile(pattern: string) {
  const compiled = compileExpression(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.value;
}

function replace(pattern: string, text: string, replacement: string): string {
  const replaced = replaceAll(compile(pattern), text, replacement);
  if (!replaced.ok) throw new Error(replaced.problem);
  return replaced.value;
}

interface Find {
  readonly subject: string;
  readonly findAllByteIndexes: readonly (readonly number[])[];
  readonly replaceAll: string;
  readonly split: readonly string[];
}

describe('expressions as Go reads them', () => {
  const vectors = readVectors('util-regexp.jsonl');

  it.each(vectors.filter((vector) => vector['finds'] !== undefined))('$id: $pattern', (vector) => {
    const expression = compile(String(vector['pattern']));

    expect(expression.groupNames).toEqual(vector['groupNames'] ?? []);
    for (const find of vector['finds'] as readonly Find[]) {
      const subject = Buffer.from(find.subject);
      expect(findAll(expression, subject)).toEqual(find.findAllByteIndexes);
      expect(replaceAll(expression, find.subject, '<$0>')).toEqual({ ok: true, value: find.replaceAll });
      expect(splitAt(expression, subject).map(String)).toEqual(find.split);
    }
  });

  it.each(vectors.filter((vector) => vector['compileError'] !== undefined))(
    '$id: $pattern is refused in the words of Go',
    (vector) => {
      expect(compileExpression(String(vector['pattern']))).toEqual({
        ok: false,
        problem: vector['compileError'],
      });
    },
  );
});

describe('names of groups', () => {
  it('may repeat: the first group of that name with a match counts', () => {
    expect(replace('(?P<n>a)|(?<n>b)(?P<n>c)?', 'a b bc', '<$n>')).toBe('<a> <b> <b>');
    expect(compile('(?P<n>a)(x)(?<n>b)').groupNames).toEqual(['n', '', 'n']);
  });

  it('are not looked for in classes, quotations and escapes', () => {
    expect(compile('[(?P<n>]\\(\\Q(?P<n>\\E(?P<n>x)(?:y)(?P<n>z)').groupNames).toEqual(['n', 'n']);
  });

  it('of a pattern that is wrong in another place leave its message as it is', () => {
    expect(compileExpression('(?P<n>a)(')).toEqual({
      ok: false,
      problem: 'error parsing regexp: missing closing ): `(?P<n>a)(`',
    });
  });
});

describe('a replacement', () => {
  it.each([
    ['(.)(.)', 'ab', '$2$1', 'ba'],
    ['(.)', 'a', '$1x', ''],
    ['(.)', 'a', '\u0024{1}x', 'ax'],
    ['a', 'a', '$$1', '$1'],
    ['a', 'a', '$$$0', '$a'],
    ['a', 'a', '$', '$'],
    ['a', 'a', '$-$', '$-$'],
    ['a', 'a', '${', '${'],
    ['a', 'a', '\u0024{-}', '\u0024{-}'],
    ['a', 'a', '$01$1000000000', ''],
    ['(?P<é>a)?', 'b', 'x', undefined],
    ['x*', 'axb', '-', '-a-b-'],
    ['日*', '日本', '<$0>', '<日>本<>'],
  ])('%s on %s by %s', (pattern, text, replacement, expected) => {
    if (expected === undefined) expect(compileExpression(pattern).ok).toBe(false);
    else expect(replace(pattern, text, replacement)).toBe(expected);
  });

  it('of nothing by itself changes nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('.', '.*', 'x?', '[a-m]+', '(?s).', '$'),
        (text, pattern) => {
          expect(replace(pattern, text, '$0')).toBe(text);
          expect(splitAt(compile(pattern), Buffer.from(text)).join('').length).toBeLessThanOrEqual(
            Buffer.byteLength(text),
          );
        },
      ),
    );
  });

  it('that would take too long is refused, and so is an expression that is too long', () => {
    const slow = replaceAll(compile('(?:a{0,500}){2}x'), 'a'.repeat(50_000), '');

    expect(slow).toEqual({
      ok: false,
      problem: 'the expression is too costly for the text it searches: make one of them shorter',
    });
    expect(compileExpression('['.repeat(5_000))).toMatchObject({ ok: false, problem: /longer than 4096/v });
  });
});
