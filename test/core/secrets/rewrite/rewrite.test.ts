import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../../lambdas/core/secret-value.ts';
import { invalid, valid } from '../../../../lambdas/core/secrets/checked.ts';
import { compileExpression } from '../../../../lambdas/core/secrets/regexp.lazy.ts';
import type {
  MergeOptions,
  RewriteOperation,
  TransformOperation,
} from '../../../../lambdas/core/secrets/rewrite/operation.ts';
import { rewriteValues } from '../../../../lambdas/core/secrets/rewrite/rewrite.lazy.ts';
import { readVectors } from '../vectors.ts';

const MERGE: MergeOptions = {
  into: '',
  priority: [],
  priorityPolicy: 'Strict',
  conflictPolicy: 'Error',
  strategy: 'Extract',
};
const tools = {
  compileExpression,
  renderKey: ({ template }: TransformOperation, key: string) =>
    template === 'bad' ? invalid('failed to parse template: no') : valid(template.replace('KEY', key)),
};

function rewrite(input: Readonly<Record<string, string>>, ...operations: readonly RewriteOperation[]) {
  const values = new Map(Object.entries(input).map(([key, text]) => [key, SecretValue.ofText(text)]));
  const result = rewriteValues(values, operations, tools);
  if (!result.ok) return result.problem;
  return Object.fromEntries([...result.value].map(([key, value]) => [key, value.unwrap().toString()]));
}

function merge(input: Readonly<Record<string, string>>, options: Partial<MergeOptions> = {}) {
  return rewrite(input, { kind: 'merge', merge: { ...MERGE, ...options } });
}

interface RawOperation {
  readonly regexp?: { readonly source: string; readonly target: string };
  readonly merge?: Partial<MergeOptions>;
  readonly transform?: unknown;
}

function toOperation({ regexp, merge: options }: RawOperation): RewriteOperation {
  return regexp === undefined
    ? { kind: 'merge', merge: { ...MERGE, ...options } }
    : { kind: 'regexp', ...regexp };
}

describe('rewriting as ESO does', () => {
  const operationsOf = (vector: Readonly<Record<string, unknown>>) =>
    (vector['operations'] ?? []) as readonly RawOperation[];
  const vectors = readVectors('util-rewrite.jsonl')
    .filter((vector) => !operationsOf(vector).some(({ transform }) => transform !== undefined))
    .filter((vector) => vector['note'] === undefined)
    // A strategy that does not exist: refused where the spec is read.
    .filter((vector) => !operationsOf(vector).some((one) => String(one.merge?.strategy) === 'Other'));

  it.each(vectors)('$id', (vector) => {
    const result = rewrite(
      vector['input'] as Readonly<Record<string, string>>,
      ...operationsOf(vector).map(toOperation),
    );

    if (vector.error === undefined) expect(result).toEqual(vector['output']);
    else if (vector.error.includes('invalid character')) expect(result).toContain('not valid JSON');
    else expect(result).toBe(vector.error);
  });
});

describe('operations on keys', () => {
  it('keep the value of the last key in byte order where keys become one', () => {
    const all = { kind: 'regexp', source: '.*', target: 'same' } as const;

    expect(rewrite({ b: '2', a: '1', c: '3' }, all)).toEqual({ same: '3' });
    expect(rewrite({ c: '3', é: '4', b: '2' }, all)).toEqual({ same: '4' });
  });

  it('render a transform for each key, and name the operation that fails', () => {
    const transform = (template: string) => ({ kind: 'transform', template, isCreatedOnce: false }) as const;

    expect(rewrite({ a: '1', b: '2' }, transform('x-KEY'))).toEqual({ 'x-a': '1', 'x-b': '2' });
    expect(rewrite({ a: '1' }, transform('KEY'), transform('bad'))).toBe(
      'failed rewrite operation[1]: transform failed with failed to parse template: no',
    );
  });

  it('never change a value, whatever the expression is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string()),
        fc.string(),
        fc.string(),
        (input, source, target) => {
          const result = rewrite(input, { kind: 'regexp', source, target });
          if (typeof result === 'string')
            expect(result).toMatch(/^failed rewrite operation\[0\]: regexp failed/v);
          else expect(Object.values(input)).toEqual(expect.arrayContaining(Object.values(result)));
        },
      ),
    );
  });
});

describe('merge', () => {
  it('says which properties two objects have, and lets the last one win when told to', () => {
    const input = { a: '{"x":1,"y":2}', b: '{"x":3,"y":4}' };

    expect(merge(input)).toBe('failed rewrite operation[0]: merge failed with conflicts: x, y');
    expect(merge(input, { conflictPolicy: 'Ignore' })).toEqual({ x: '3', y: '4' });
    expect(merge(input, { conflictPolicy: 'Ignore', priority: ['a'] })).toEqual({ x: '1', y: '2' });
  });

  it('into one value needs a key for it', () => {
    expect(merge({ a: '{}' }, { strategy: 'JSON' })).toBe(
      "failed rewrite operation[0]: merge failed with missing 'into' field",
    );
    expect(merge({ a: '{"b":-0,"a":1e21}' }, { strategy: 'JSON', into: 'm' })).toEqual({
      a: '{"b":-0,"a":1e21}',
      m: '{"a":1e+21,"b":-0}',
    });
  });

  it.each([
    ['hunter2', 'the value is not valid JSON'],
    ['{"p":"hunter2"', 'the value is not valid JSON'],
    ['["hunter2"]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['{"p":1e999}', 'json: cannot unmarshal number into Go value of type float64'],
    [`{"p":${'['.repeat(2_000)}${']'.repeat(2_000)}}`, 'the value nests deeper than 1000 levels'],
  ])('of %s says what is wrong and never the value', (value, problem) => {
    expect(merge({ k: value })).toBe(
      `failed rewrite operation[0]: merge failed with failed to unmarshal JSON: ${problem}`,
    );
  });

  it('reads null as an object without properties, and keeps a property named __proto__', () => {
    expect(merge({ a: 'null', b: '{"__proto__":{"x":"<"}}' })).toEqual(
      JSON.parse('{"__proto__":"{\\"x\\":\\"\\\\u003c\\"}"}'),
    );
  });

  it('writes JSON that parses to what was merged', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (object) => {
        const expected: unknown = JSON.parse(JSON.stringify(object));
        const result = merge({ a: JSON.stringify(object) }, { strategy: 'JSON', into: 'm' });
        if (typeof result === 'string') throw new Error(result);
        expect(JSON.parse(result['m'] ?? '')).toEqual(expected);
      }),
    );
  });
});
