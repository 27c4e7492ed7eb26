import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMarkerName } from '../../../lambdas/core/dns/is-marked.ts';
import { parseLabels, serializeLabels } from '../../../lambdas/core/dns/labels.ts';
import { createMarkerCipher } from '../../../lambdas/core/dns/marker-cipher.ts';
import { type Affixes, markerName, readMarkerName } from '../../../lambdas/core/dns/marker-name.ts';

/** A second reader of the heritage string, by one expression instead of a tokenizer: the oracle of the first. */
function readHeritage(value: string): Record<string, string> | undefined {
  const text = `,${value.replace(/^"|"$/g, '')}`;
  if (!/,heritage=external-dns(,|$)/.test(text)) return undefined;
  return Object.fromEntries(
    [...text.matchAll(/,external-dns\/([^=,]*)=([^,]*)/g)].map(([, key, label]) => [key, label]),
  );
}

/** A second reader of TXT names without templates: every way to cut affix and type off, tried one by one. */
function candidates(txtName: string, affixes: Affixes): readonly string[] {
  const [first = '', ...rest] = txtName.split('.');
  const found: string[] = [];
  for (const type of ['', 'A', 'AAAA', 'CNAME', 'NS', 'MX', 'PTR', 'SRV', 'NAPTR', 'TXT', 'DNAME']) {
    const start = `${affixes.prefix}${type === '' ? '' : `${type.toLowerCase()}-`}`;
    // Behind a suffix the peer looks at the first label alone, and takes a bare `a` for the type itself.
    if (type !== '' && affixes.suffix !== '' && first === `${type.toLowerCase()}${affixes.suffix}`)
      found.push(`${[type.toLowerCase(), ...rest].join('.')} ${type}`);
    if (
      first.startsWith(start) &&
      first.endsWith(affixes.suffix) &&
      first.length >= start.length + affixes.suffix.length
    ) {
      const label = first.slice(start.length, first.length - affixes.suffix.length);
      found.push(`${[label, ...rest].join('.')} ${type}`);
    }
  }
  return found.sort();
}

const labelKey = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/).filter((key) => key !== 'txt-encryption-nonce');
const labelText = fc.stringMatching(/^[A-Za-z0-9/_.=-]{0,20}$/);
const labels = fc.dictionary(labelKey, labelText);
const hostLabel = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,8}[a-z0-9])?$/);
const host = fc
  .tuple(fc.oneof(hostLabel, fc.constant('*')), hostLabel)
  .map(([first, second]) => `${first}.${second}.com`);
const type = fc.constantFrom('A', 'AAAA', 'CNAME');
const affixes = fc.constantFrom<Affixes>(
  { prefix: '', suffix: '', wildcardReplacement: '' },
  { prefix: 'edns-', suffix: '', wildcardReplacement: '' },
  { prefix: '', suffix: '-edns', wildcardReplacement: '' },
);
const templates = fc.constantFrom<Affixes>(
  { prefix: '_edns.%{record_type}.', suffix: '', wildcardReplacement: '' },
  { prefix: '%{record_type}-edns-', suffix: '', wildcardReplacement: '' },
  { prefix: '', suffix: '-%{record_type}-edns', wildcardReplacement: '' },
);

describe('the heritage string', () => {
  it('is read back as it was written, unknown labels included', () => {
    fc.assert(
      fc.property(labels, (given) => {
        expect(parseLabels(`"${serializeLabels(given)}"`)).toEqual(given);
      }),
    );
  });

  it('is read alike by two readers written apart', () => {
    fc.assert(
      fc.property(labels, fc.boolean(), (given, ours) => {
        const text = `"${serializeLabels(given)}"`.replace(
          'heritage=external-dns',
          ours ? 'heritage=external-dns' : 'heritage=mate',
        );
        expect(parseLabels(text)).toEqual(readHeritage(text));
      }),
    );
  });

  it.each([
    'v=spf1 -all',
    'heritage=mate,external-dns/owner=x',
    'external-dns/owner=x',
    '""',
    'HERITAGE=external-dns',
  ])('%s is an ordinary TXT', (value) => {
    expect(parseLabels(value)).toBeUndefined();
  });
});

describe('the name of a marker', () => {
  it('stands among its own readings, with affixes and with templates', () => {
    fc.assert(
      fc.property(host, type, fc.oneof(affixes, templates), (name, recordType, affix) => {
        const written = markerName(name, recordType, affix);
        expect(readMarkerName(written, affix)).toContainEqual({ name, type: recordType });
      }),
    );
  });

  it('is read in every possible way and no other, as a second reader finds', () => {
    fc.assert(
      fc.property(host, fc.oneof(type, fc.constant('')), affixes, (name, recordType, affix) => {
        const written = markerName(name, recordType, affix);
        const readings = readMarkerName(written, affix).filter((reading) => !reading.name.startsWith('.'));
        const oracle = candidates(written, affix).filter((reading) => !reading.startsWith('.'));
        expect(readings.map((reading) => `${reading.name} ${reading.type}`).sort()).toEqual(oracle);
      }),
    );
  });

  it('is told from every other name without being made', () => {
    const anyType = fc.oneof(type, fc.constantFrom('', 'CAA'));
    const given = fc.tuple(host, anyType, fc.oneof(affixes, templates));
    fc.assert(
      fc.property(given, host, anyType, ([name, recordType, affix], other, otherType) => {
        const marker = markerName(name, recordType, affix);
        expect(isMarkerName(marker, { name, type: recordType }, affix)).toBe(true);
        const isAlike = markerName(other, otherType, affix) === marker;
        expect(isMarkerName(marker, { name: other, type: otherType }, affix)).toBe(isAlike);
        expect(isMarkerName(`b-${name}`, { name, type: 'A' }, affix)).toBe(
          `b-${name}` === markerName(name, 'A', affix),
        );
      }),
    );
  });

  it('has the replacement for the wildcard in its first label', () => {
    const affix = { prefix: '', suffix: '', wildcardReplacement: 'ANY' };
    expect(markerName('*.x.com', 'A', affix)).toBe('a-any.x.com');
    expect(markerName('*.x.com', '', affix)).toBe('any.x.com');
  });
});

describe('encrypted markers', () => {
  const compression = { gzip: gzipSync, gunzip: gunzipSync };
  // Recorded from ExternalDNS: corpus vector dns/label-encrypted-001.
  const KEY = '0123456789abcdef0123456789abcdef';
  const SEALED =
    'AAAAAAAAAAAAAAAA0fipARIDX1jt0kvANVN8Gxrr8Uf4lMchAtoJ2fg2q4wizL5ERQBtR4bqdK07+AfxqY0XVS3JVlc2DI44VEarLBPhEOAHrjQ6jl0ufC++g3UTCfE=';

  it('opens what ExternalDNS sealed, quoted or not', () => {
    const cipher = createMarkerCipher(KEY, compression);
    expect(cipher.open(SEALED)).toBe('heritage=external-dns,external-dns/owner=default');
    expect(cipher.open(`"${SEALED}"`)).toBe('heritage=external-dns,external-dns/owner=default');
  });

  it('opens what it sealed, always to the same value, and not with another key', () => {
    const cipher = createMarkerCipher(KEY, compression);
    const stranger = createMarkerCipher(Buffer.alloc(32, 7).toString('base64'), compression);
    fc.assert(
      fc.property(labels, (given) => {
        const text = serializeLabels(given);
        const sealed = cipher.seal(text);
        expect(cipher.open(sealed)).toBe(text);
        expect(cipher.seal(text)).toBe(sealed);
        expect(stranger.open(sealed)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('uses another nonce for another text', () => {
    const cipher = createMarkerCipher(KEY, compression);
    expect(cipher.seal('a').slice(0, 16)).not.toBe(cipher.seal('b').slice(0, 16));
  });

  it.each(['plain text', 'AAAA', SEALED.slice(0, -6)])('does not open %s', (value) => {
    expect(createMarkerCipher(KEY, compression).open(value)).toBeUndefined();
  });

  it('refuses a key of another length and says which lengths are allowed', () => {
    expect(() => createMarkerCipher('short', compression)).toThrow(
      /5 bytes: give 32 bytes, or base64 of 32 bytes/,
    );
  });
});
