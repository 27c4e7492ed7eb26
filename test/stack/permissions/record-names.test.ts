import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerName } from '../../../lambdas/core/dns/marker-name.ts';
import { matchesWildcard } from '../../../sandbox/aws/iam/wildcard.ts';
import { compileRecordNamePatterns } from '../../../stack/permissions/record-names.ts';
import { exampleDns } from '../example-cluster.ts';

const TYPES = ['', 'A', 'AAAA', 'CNAME'];
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
const affix = fc.constantFrom(
  '',
  'foo.',
  'foo-',
  'X-',
  '%{record_type}.',
  '%{record_type}-abc-.',
  'v1.%{record_type}-',
);

function settings(change: Parameters<typeof exampleDns>[0]) {
  return compileRecordNamePatterns(exampleDns(change));
}

describe('the names that the role may change', () => {
  it('are the filter, what is below it, and the markers that stand beside it', () => {
    expect(settings({})).toEqual([
      'dev.growbin.app',
      '*.dev.growbin.app',
      'cname-dev.growbin.app',
      'a-dev.growbin.app',
      'aaaa-dev.growbin.app',
    ]);
  });

  it('follow the affix of the markers', () => {
    const txt = {
      prefix: '%{record_type}-abc-.',
      suffix: '',
      wildcardReplacement: '',
      compat: '0.22' as const,
    };

    expect(settings({ txt })).toEqual(['dev.growbin.app', '*.dev.growbin.app']);
    expect(settings({ txt: { ...txt, prefix: 'foo-' } })).toContain('foo-cname-dev.growbin.app');
    expect(settings({ txt: { ...txt, prefix: '', suffix: '-own' } })).toContain('a-dev-own.growbin.app');
  });

  it('are only those below a filter that begins with a dot', () => {
    expect(settings({ domainFilters: ['.dev.growbin.app'] })).toEqual(['*.dev.growbin.app']);
  });

  it('are written as Route 53 normalizes them', () => {
    expect(settings({ domainFilters: ['.bücher.example.'] })).toEqual(['*.xn--bcher-kva.example']);
    expect(settings({ domainFilters: ['.2.0.192.in-addr.arpa'] })).toEqual(['*.2.0.192.in-addr.arpa']);
  });

  it('cannot be bound where a regular expression chooses them, or nothing does', () => {
    expect(settings({ regexDomainFilter: 'dev' })).toEqual([]);
    expect(settings({ regexDomainExclusion: 'dev' })).toEqual([]);
    expect(settings({ domainFilters: [] })).toEqual([]);
  });

  it('cover every marker of every name in the filter, whatever the affix', () => {
    fc.assert(
      fc.property(domain, fc.option(domain), affix, fc.boolean(), (filter, below, text, isSuffix) => {
        const affixes = {
          prefix: isSuffix ? '' : text,
          suffix: isSuffix ? text : '',
          wildcardReplacement: '',
        };
        const patterns = settings({ domainFilters: [filter], txt: { ...affixes, compat: '0.14' } });
        const name = below === null ? filter : `${below}.${filter}`;
        const written = [name, ...TYPES.map((type) => markerName(name, type, affixes))];

        for (const one of written) {
          expect(
            patterns.some((pattern) => matchesWildcard(pattern, one)),
            `${one} in ${patterns.join(' ')}`,
          ).toBe(true);
        }
      }),
    );
  });

  it('cover nothing that is no marker beside the filter', () => {
    const patterns = settings({});

    for (const name of [
      'growbin.app',
      'www.growbin.app',
      'xdev.growbin.app',
      'b-dev.growbin.app',
      'dev.growbin.app.evil.org',
    ]) {
      expect(
        patterns.some((pattern) => matchesWildcard(pattern, name)),
        name,
      ).toBe(false);
    }
  });
});
