import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getPath } from '../../../../lambdas/core/secrets/gjson/get.ts';
import { exists } from '../../../../lambdas/core/secrets/gjson/result.ts';
import { isArray, isObject } from '../../../../lambdas/core/secrets/gjson/result-kind.ts';
import { textOf } from '../../../../lambdas/core/secrets/gjson/result-text.ts';
import { toByteString, toText } from '../../../../lambdas/core/secrets/template/byte-string.ts';
import { readVectors, type Vector } from '../vectors.ts';

/** A field of a vector as byte string, whichever of its two forms the vector has. */
function bytesOf(vector: Vector, field: string): string {
  const encoded = vector[`${field}Base64`];
  if (encoded !== undefined) return Buffer.from(String(encoded), 'base64').toString('latin1');
  return toByteString(String(vector[field]));
}

function select(json: string, path: string) {
  const result = getPath(toByteString(json), toByteString(path));
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}

function textAt(json: string, path: string): string | undefined {
  const result = select(json, path);
  return exists(result) ? toText(textOf(result)) : undefined;
}

describe('gjson as it was recorded', () => {
  it.each(readVectors('gjson.jsonl'))('$id: $path', (vector) => {
    const result = getPath(bytesOf(vector, 'json'), bytesOf(vector, 'path'));
    if (!result.ok) throw new Error(result.problem);
    const { value } = result;

    expect({
      exists: exists(value),
      type: value.type,
      raw: value.raw,
      string: textOf(value),
      isArray: isArray(value),
      isObject: isObject(value),
    }).toEqual({
      exists: vector['exists'],
      type: vector['type'],
      raw: bytesOf(vector, 'raw'),
      string: bytesOf(vector, 'string'),
      isArray: vector['isArray'],
      isObject: vector['isObject'],
    });
  });
});

describe('a path', () => {
  it('leaves numbers, key order, doubled keys and blanks as they are written', () => {
    const json = '{"z": 12345678901234567890, "a": {"y": 1.50,  "x": 1e3}, "z": 2}';

    expect(textAt(json, 'z')).toBe('12345678901234567890');
    expect(textAt(json, 'a')).toBe('{"y": 1.50,  "x": 1e3}');
    expect(textAt(json, 'a.y')).toBe('1.5');
    expect(textAt(json, 'a.x')).toBe('1000');
  });

  it('tells null, which exists and is empty, from what does not exist', () => {
    expect(textAt('{"a":null}', 'a')).toBe('');
    expect(textAt('{"a":null}', 'b')).toBeUndefined();
  });

  it('reads text that is no sound JSON as far as it goes', () => {
    expect(textAt('{"a":1,"b":{"c":"x"', 'b.c')).toBe('x');
    expect(textAt('\u{feff}{"a":"b"}', 'a')).toBe('b');
    expect(textAt('[1,2,3', '#')).toBe('3');
    expect(textAt('[1,2,"3', '#')).toBeUndefined();
    expect(textAt('[{},{"a":"', '#(a)#')).toBeUndefined();
  });

  it('hands out bytes that are not UTF-8 as they are', () => {
    const result = getPath('{"a":"\xff\xfe","b":1}', 'a');

    expect(result.ok && textOf(result.value)).toBe('\xff\xfe');
  });

  it('takes no more than its share of work, however it multiplies', () => {
    const doubling = Array.from({ length: 40 }, () => '[@this,@this]').join('|');
    const nested = '['.repeat(60_000);
    const stars = `{"${'a'.repeat(60_000)}":1}`;
    const problem = (json: string, path: string) => {
      const result = getPath(json, path);
      return result.ok ? undefined : result.problem;
    };

    expect(problem('[1]', doubling)).toMatch(/^the property .* use a simpler path$/v);
    expect(problem(nested, '@dig:a')).toMatch(/^the property .* use a simpler path$/v);
    expect(problem(nested, '@pretty')).toMatch(/^the property .* use a simpler path$/v);
    expect(problem(nested, '@flatten:{"deep":true}')).toMatch(/^the property .* use a simpler path$/v);
    expect(problem(nested, '0.'.repeat(5_000))).toMatch(/^the property .* use a simpler path$/v);
    expect(problem('[1]', '['.repeat(5_000) + ']'.repeat(5_000))).toMatch(
      /^the property .* use a simpler path$/v,
    );
    expect(problem(stars, `${'*a'.repeat(20)}*b*`)).toMatch(/^the property .* use a simpler path$/v);
    expect(problem(nested, '@valid')).toBeUndefined();
  });
});

describe('plain paths over generated documents', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
  const document = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'document' },
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(word, tie('node'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).node;

  /** Every value of a document with its path, keys escaped. */
  function* places(value: unknown, path: readonly string[] = []): Generator<[readonly string[], unknown]> {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const step = Array.isArray(value) ? key : [...toByteString(key)].map((byte) => `\\${byte}`).join('');
      const below = [...path, step];
      yield [below, inner];
      yield* places(inner, below);
    }
  }

  it('find what JSON.parse finds, with blanks and without', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const json = toByteString(JSON.stringify(value, undefined, indent));
        for (const [path, expected] of places(value)) {
          const result = getPath(json, path.join('.'));
          expect(result.ok && exists(result.value)).toBe(true);
          if (!result.ok) continue;
          const text = toText(textOf(result.value));
          if (typeof expected === 'string') expect(text).toBe(expected);
          else if (expected === null) expect(text).toBe('');
          else expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(expected)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('survive @ugly, @pretty, @reverse twice, and @tostr with @fromstr', () => {
    fc.assert(
      fc.property(document, (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        const json = JSON.stringify({ value });
        for (const path of [
          '@ugly',
          '@pretty',
          '@pretty:{"sortKeys":true}',
          '@reverse|@reverse',
          '@tostr|@fromstr',
        ]) {
          const result = select(json, `${path}|value|[@this]`);
          expect(JSON.parse(toText(result.raw))).toEqual([parsed]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('any text and any path', () => {
  const pieces = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      '\\',
      ',',
      ':',
      '.',
      '|',
      '#',
      '@',
      '!',
      '*',
      '?',
      '~',
      '=',
      '<',
      '%',
    ],
    ...[
      'a',
      'b',
      '1',
      '-',
      ' ',
      'true',
      'null',
      '\xff',
      '@this',
      '@pretty',
      '@dig:a',
      '@flatten',
      '@group',
      '..',
    ],
    ...['"a":', '{"a":1}', '[1,2]', '#(a>1)#', '#(', '[@this,a]', '{"b":a}', '\\u00e9', '\\ud800'],
  );
  const text = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(''));

  it('end with a result or with the limit, and never otherwise', () => {
    fc.assert(
      fc.property(text, text, (json, path) => {
        const result = getPath(json, path);
        if (result.ok) expect(typeof textOf(result.value)).toBe('string');
        else expect(result.problem).toContain('use a simpler path');
      }),
      { numRuns: 10_000 },
    );
  });
});
