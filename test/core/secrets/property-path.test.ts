import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import { invalid } from '../../../lambdas/core/secrets/checked.ts';
import { compileData } from '../../../lambdas/core/secrets/compile-data.ts';
import { lookupProperty } from '../../../lambdas/core/secrets/property-path.lazy.ts';
import type { Source } from '../../../lambdas/core/secrets/source.ts';
import { readVectors } from './vectors.ts';

const OPTIONS = {
  deletionPolicy: 'Retain',
  tools: { lookupProperty, rewriteValues: () => invalid('not needed') },
} as const;

/** What the provider does with one parameter, through the same road an ExternalSecret takes. */
function lookUp(vector: Readonly<Record<string, unknown>>) {
  const remoteRef = {
    key: String(vector['key']),
    property: String(vector['property']),
    version: '',
    conversionStrategy: 'Default',
    decodingStrategy: 'None',
    refuseNullBytes: false,
  } as const;
  const secretKey = vector['operation'] === 'GetSecret' ? 'k' : undefined;
  const source: Source = {
    entry: { field: 'spec', secretKey, storeRef: { kind: 'SecretStore', name: 's' }, remoteRef, rewrite: [] },
    store: 's',
    identity: { region: 'r' },
    name: remoteRef.key,
    request: remoteRef.key,
  };
  const parameter = { name: 'k', arn: '', type: 'String', version: 1, lastModified: 0 };
  const value = SecretValue.ofText(String(vector['value']));
  return compileData([source], () => ({ kind: 'found', parameter: { ...parameter, value } }), OPTIONS);
}

describe('remoteRef.property, as the providers of ESO read it', () => {
  const vectors = readVectors('provider-lookup.jsonl')
    // Keys that a Secret cannot have are dropped or converted on the way to it.
    .filter((vector) => !vector.id.startsWith('lookup/emptykey') || vector['operation'] === 'GetSecret');

  it('covers most of what was recorded', () => {
    expect(vectors.length).toBeGreaterThan(100);
  });

  it.each(vectors)('$id: $operation $property', (vector) => {
    const result = lookUp(vector);

    if (vector.error !== undefined) {
      expect(result.ok).toBe(false);
    } else if (vector['operation'] === 'GetSecret') {
      expect(result.ok && result.value.data.get('k')?.unwrap().toString()).toBe(vector['output']);
    } else {
      const data = result.ok ? [...result.value.data] : [];
      expect(Object.fromEntries(data.map(([key, one]) => [key, one.unwrap().toString('base64')]))).toEqual(
        vector['outputMapBase64'],
      );
    }
  });
});

describe('a dotted path', () => {
  const textAt = (json: string, property: string) => {
    const result = lookupProperty(Buffer.from(json), property);
    return result.found ? result.bytes.toString() : undefined;
  };

  it('prefers the literal key, and escapes choose between the two readings', () => {
    const json = '{"a.b":"flat","a":{"b":"nested","c":"deep"}}';

    expect(textAt(json, 'a.b')).toBe('flat');
    expect(textAt(json, 'a.c')).toBe('deep');
    expect(textAt(json, 'a\\.b')).toBe('flat');
    expect(textAt(json, 'a|b')).toBe('nested');
  });

  it('finds a multipath with dots empty, because the literal reading of it exists', () => {
    const json = '{"a":{"b":1},"c":2}';

    expect(textAt(json, '{a,c}')).toBe('{"a":{"b":1},"c":2}');
    expect(textAt(json, '[a.b]')).toBe('[]');
  });

  it('says why a value was not searched to the end', () => {
    const property = Array.from({ length: 40 }, () => '[@this,@this]').join('|');

    expect(lookupProperty(Buffer.from('[1]'), property)).toEqual({
      found: false,
      problem: 'the property takes more than 4000000 steps on this value; use a simpler path',
    });
  });

  it('hands out bytes that are not UTF-8 as they are', () => {
    const value = Buffer.from('{"a":"\xff\x80","a.b":"\xc3"}', 'latin1');

    expect(lookupProperty(value, 'a')).toEqual({ found: true, bytes: Buffer.from([0xff, 0x80]) });
    expect(lookupProperty(value, 'a.b')).toEqual({ found: true, bytes: Buffer.from([0xc3]) });
  });

  it('finds every member of every document under its escaped keys', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => text.isWellFormed());
    const quote = (text: string) => text.replace(/[\\.*?|#@!{}[\]()=<>%"+:,~]/g, '\\$&');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.string(), (path, leaf) => {
        const document = path.reduceRight<unknown>((inner, name) => ({ other: 1, [name]: inner }), leaf);
        fc.pre(!path.includes('other') && !path.includes('__proto__'));
        expect(textAt(JSON.stringify(document), path.map(quote).join('.'))).toBe(leaf);
      }),
    );
  });
});
