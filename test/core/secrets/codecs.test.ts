import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import { type DecodingStrategy, decodeValue } from '../../../lambdas/core/secrets/decode.ts';
import { parseDuration, parseDurationMs } from '../../../lambdas/core/secrets/duration.ts';
import { extractObject } from '../../../lambdas/core/secrets/extract.ts';
import {
  type ConversionStrategy,
  convertKeys,
  validateKeys,
} from '../../../lambdas/core/secrets/secret-key.ts';
import { readVectors, type Vector } from './vectors.ts';

const value = (text: string) => SecretValue.ofText(text);
const toBase64 = (values: ReadonlyMap<string, SecretValue>) =>
  Object.fromEntries([...values].map(([key, one]) => [key, one.unwrap().toString('base64')]));
const valuesOf = (keys: readonly string[]) => new Map(keys.map((key) => [key, value(key)]));

describe('decodingStrategy', () => {
  const vectors = readVectors('util-decode.jsonl')
    .filter((vector) => vector['inputMap'] === undefined)
    .filter(({ strategy }) => ['', 'None', 'Auto', 'Base64', 'Base64URL'].includes(String(strategy)));

  it.each(vectors)('$id ($strategy)', (vector) => {
    const bytes =
      vector['inputBase64'] === undefined
        ? Buffer.from(String(vector['input']))
        : Buffer.from(String(vector['inputBase64']), 'base64');

    const decoded = decodeValue(
      SecretValue.ofBytes(bytes),
      (vector['strategy'] || 'None') as DecodingStrategy,
    );

    if (vector.error === undefined) {
      expect(decoded.ok && decoded.value.unwrap().toString('base64')).toBe(vector['outputBase64']);
    } else expect(decoded).toEqual({ ok: false, problem: vector.error });
  });

  it('undoes what base64 did, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const buffer = Buffer.from(bytes);
        const standard = decodeValue(value(buffer.toString('base64')), 'Base64');
        expect(standard.ok && standard.value.unwrap()).toEqual(buffer);
        const padded = buffer.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
        const urlSafe = decodeValue(value(padded), 'Base64URL');
        expect(urlSafe.ok && urlSafe.value.unwrap()).toEqual(buffer);
      }),
    );
  });

  it('never fails under Auto, and its problems never quote the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeValue(value(text), 'Auto').ok).toBe(true);
        const strict = decodeValue(value(text), 'Base64');
        if (!strict.ok) expect(strict.problem).toMatch(/^illegal base64 data at input byte \d+$/);
      }),
    );
  });
});

describe('conversionStrategy', () => {
  const vectors = readVectors('util-keys.jsonl');
  const keysOf = (vector: Vector) => vector['keys'] as string[];
  const converted = vectors.filter(
    (vector) =>
      vector['operation'] === 'convertKeys' &&
      ['', 'Default', 'Unicode'].includes(String(vector['strategy'])),
  );

  it.each(converted)('$id', (vector) => {
    const strategy = (vector['strategy'] || 'Default') as ConversionStrategy;

    const result = convertKeys(valuesOf(keysOf(vector)), strategy);

    if (vector.error === undefined) {
      expect(result.ok && [...result.value.keys()].sort()).toEqual((vector['outputKeys'] as string[]).sort());
    } else expect(result).toEqual({ ok: false, problem: vector.error });
  });

  it.each(vectors.filter((vector) => vector['operation'] === 'validateKeys'))(
    '$id: which keys a Secret may have',
    (vector) => {
      const result = validateKeys(valuesOf(keysOf(vector)));

      // Go cuts the quoted key inside a character there.
      if (vector['errorBase64'] !== undefined) {
        expect(result.ok).toBe(false);
        return;
      }
      if (vector.error === undefined)
        expect(result.ok && [...result.value.keys()]).toEqual(vector['outputKeys']);
      else expect(result).toEqual({ ok: false, problem: vector.error });
    },
  );
});

describe('dataFrom.extract', () => {
  const vectors = readVectors('util-json.jsonl').filter(
    (vector) => vector['operation'] === 'jsonToSecretDataMap',
  );

  it.each(vectors)('$id', (vector) => {
    const result = extractObject(String(vector['input']));

    if (vector.error === undefined)
      expect(result.ok && toBase64(result.value)).toEqual(vector['outputBase64']);
    else expect(result.ok).toBe(false);
  });

  it('keeps the source text of everything that is no string, and null empty', () => {
    const result = extractObject(
      '{"n":12345678901234567890,"f":1.50,"o":{ "b" : [1, 2] },"z":null,"s":"a\\"b"}',
    );

    expect(
      result.ok && Object.fromEntries([...result.value].map(([key, one]) => [key, String(one.unwrap())])),
    ).toEqual({
      n: '12345678901234567890',
      f: '1.50',
      o: '{ "b" : [1, 2] }',
      z: '',
      s: 'a"b',
    });
  });

  it('agrees with JSON.parse on every object, and never quotes a value that is none', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const result = extractObject(JSON.stringify(object));
        const expected = Object.fromEntries(
          Object.entries(JSON.parse(JSON.stringify(object)) as object).map(([key, one]) => [
            key,
            one === null ? '' : typeof one === 'string' ? one.toWellFormed() : JSON.stringify(one),
          ]),
        );
        const got = result.ok
          ? [...result.value].map(([key, one]) => [key, one.unwrap().toString()])
          : undefined;
        expect(got && Object.fromEntries(got)).toEqual(expected);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (text) => {
        const result = extractObject(`x${text}`);
        if (!result.ok) expect(result.problem).toBe('the value is not valid JSON');
      }),
    );
  });
});

describe('a Go duration', () => {
  const vectors = readVectors('util-duration.jsonl').filter(({ tags }) => tags.includes('duration'));

  it.each(vectors)('$id', (vector) => {
    const parsed = parseDuration(String(vector['input']));

    if (vector.error === undefined)
      expect(parsed).toEqual({ ok: true, value: BigInt(String(vector['nanoseconds'])) });
    else expect(parsed.ok).toBe(false);
  });

  it('shorter than a millisecond is not none: an interval of 500us is refreshed, as by ESO', () => {
    expect(parseDurationMs('500us')).toEqual({ ok: true, value: 0.5 });
    expect(parseDurationMs('0s')).toEqual({ ok: true, value: 0 });
  });

  it('in hours, minutes and seconds is the sum of its parts', () => {
    const part = fc.nat({ max: 999 });
    fc.assert(
      fc.property(part, part, part, (h, m, s) => {
        const parsed = parseDurationMs(`${h}h${m}m${s}s`);
        expect(parsed).toEqual({ ok: true, value: ((h * 60 + m) * 60 + s) * 1000 });
      }),
    );
  });
});
