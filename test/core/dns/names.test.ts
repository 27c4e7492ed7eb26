import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { normalizeName, observedName, unescapeName } from '../../../lambdas/core/dns/dns-name.ts';
import { canonicalIp, ipFamily, isInNetwork } from '../../../lambdas/core/dns/ip-address.ts';
import { explainInvalidName, isWithin } from '../../../lambdas/core/dns/name-rules.ts';
import { storedName } from '../../../sandbox/aws/route53/zone-name.ts';

describe('one spelling per name', () => {
  it.each([
    ['upper case goes', 'API.Example.COM', 'api.example.com'],
    ['the final dot goes', 'a.example.com.', 'a.example.com'],
    ['a wildcard stays', '*.w.example.com', '*.w.example.com'],
    ['an umlaut becomes punycode', 'bücher.example.com', 'xn--bcher-kva.example.com'],
    ['the sharp s is mapped as Go maps it', 'faß.de', 'fass.de'],
    ['only labels outside ASCII are mapped', '_x%41.é.com', '_x%41.xn--9ca.com'],
  ])('%s', (_, given, expected) => {
    expect(normalizeName(given)).toBe(expected);
  });

  it('keeps bytes that are no UTF-8 escaped, so that two names never become one', () => {
    expect(unescapeName('\\377.x')).toBe('\\377.x');
    expect(unescapeName('\\303\\251.x')).toBe('é.x');
  });

  it('reads back what Route 53 stores for any printable name', () => {
    const label = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 20,
    });
    const name = fc
      .array(label, { minLength: 1, maxLength: 3 })
      .map((labels) => labels.map((text) => text.replaceAll(/[.\\"]/g, '-')).join('.'));
    fc.assert(
      fc.property(name, (text) => {
        expect(observedName(storedName(text))).toBe(text.toLowerCase());
      }),
    );
  });

  it.each([
    ['a label of 63 bytes is fine', `${'l'.repeat(63)}.com`, undefined],
    ['one of 64 is not', `${'l'.repeat(64)}.com`, 'has a label longer than 63 bytes'],
    ['an empty label is not', 'a..com', 'has an empty label'],
    ['nor 254 bytes', `${'a.'.repeat(126)}aa`, 'is longer than 253 bytes'],
  ])('%s', (_, name, problem) => {
    expect(explainInvalidName(name)).toBe(problem);
  });

  it('takes a zone for itself and for what is below it, not for what merely ends alike', () => {
    expect(isWithin('example.com', 'example.com')).toBe(true);
    expect(isWithin('a.example.com', 'example.com')).toBe(true);
    expect(isWithin('notexample.com', 'example.com')).toBe(false);
  });
});

describe('addresses', () => {
  it.each([
    ['192.0.2.1', 4],
    ['0.0.0.0', 4],
    ['10.09.15.25', undefined],
    ['256.1.1.1', undefined],
    ['1.2.3', undefined],
    ['::', 6],
    ['2001:db8::1', 6],
    ['::ffff:1.2.3.4', 6],
    ['fe80::1%eth0', 6],
    ['1:2:3:4:5:6:7:8', 6],
    ['1:2:3:4:5:6:7', undefined],
    ['1::2::3', undefined],
    ['1:2:3:4:5:6:7::8', undefined],
    ['12345::', undefined],
    ['', undefined],
  ] as const)('%s is of family %s', (text, family) => {
    expect(ipFamily(text)).toBe(family);
  });

  test('spellings of one address are equal, different addresses are not', () => {
    expect(canonicalIp('2001:0db8:0:0:0:0:0:1')).toBe(canonicalIp('2001:db8::1'));
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (left, right) => {
        expect(ipFamily(left)).toBe(6);
        const sameUrl = new URL(`http://[${left}]/`).host === new URL(`http://[${right}]/`).host;
        expect(canonicalIp(left) === canonicalIp(right)).toBe(sameUrl);
      }),
    );
  });

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['2001:db8::5', '2001:db8::/32', true],
    ['10.1.2.3', '::/0', false],
    ['10.1.2.3', '10.0.0.0', false],
    ['10.1.2.3', '10.0.0.0/33', false],
  ])('%s in %s: %s', (ip, cidr, expected) => {
    expect(isInNetwork(ip, cidr)).toBe(expected);
  });
});
