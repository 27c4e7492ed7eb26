import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import { algorithmOf, hashData, hashText } from '../../../lambdas/core/secrets/data-hash.ts';
import { syncedResourceVersion } from '../../../lambdas/core/secrets/synced-version.ts';
import { readVectors } from './vectors.ts';

function toData(record: Readonly<Record<string, string>> | null): Map<string, SecretValue> {
  const entries = Object.entries(record ?? {});
  return new Map(entries.map(([key, base64]) => [key, SecretValue.ofBytes(Buffer.from(base64, 'base64'))]));
}

describe('the data hash', () => {
  it.each(readVectors('hash-data.jsonl'))('$id is what ESO writes, in both algorithms', (vector) => {
    const data = toData(vector['data'] as Record<string, string> | null);

    expect(hashData(data)).toBe(vector['sha3_224']);
    expect(hashData(data, 'md5')).toBe(vector['md5']);
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.uint8Array()), (record) => {
        const entries = Object.entries(record).map(
          ([key, bytes]) => [key, SecretValue.ofBytes(bytes)] as const,
        );
        expect(hashData(new Map(entries))).toBe(hashData(new Map(entries.reverse())));
      }),
    );
  });

  it('tells any two different values apart', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (left, right) => {
        const hash = (bytes: Uint8Array) => hashData(new Map([['k', SecretValue.ofBytes(bytes)]]));
        expect(hash(left) === hash(right)).toBe(Buffer.from(left).equals(Buffer.from(right)));
      }),
    );
  });

  it('is renewed in the algorithm of the annotation that is there', () => {
    expect(algorithmOf(undefined)).toBe('sha3-224');
    expect(algorithmOf(hashText('x'))).toBe('sha3-224');
    expect(algorithmOf(hashText('x', 'md5'))).toBe('md5');
    expect(algorithmOf('0')).toBe('sha3-224');
  });
});

describe('the hash of a text', () => {
  it.each(readVectors('hash-other.jsonl').filter(({ input }) => typeof input === 'string'))(
    '$id',
    (vector) => {
      expect(hashText(String(vector['input']))).toBe(vector['sha3_224']);
      expect(hashText(String(vector['input']), 'md5')).toBe(vector['md5']);
    },
  );
});

describe('syncedResourceVersion', () => {
  it.each(readVectors('hash-resource-version.jsonl'))('$id', (vector) => {
    const meta = {
      generation: Number(vector['generation']),
      labels: (vector['labels'] ?? undefined) as Record<string, string> | undefined,
      annotations: (vector['annotations'] ?? undefined) as Record<string, string> | undefined,
    };

    expect(syncedResourceVersion(meta)).toBe(vector['syncedResourceVersion']);
    expect(syncedResourceVersion(meta, 'md5')).toBe(vector['syncedResourceVersionMd5']);
  });
});
