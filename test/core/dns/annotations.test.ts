import { describe, expect, it } from 'vitest';
import { readAnnotations, splitList, splitTargets } from '../../../lambdas/core/dns/annotations.ts';
import { createDomainFilter } from '../../../lambdas/core/dns/domain-filter.ts';
import { parseLabelSelector } from '../../../lambdas/core/dns/label-selector.ts';
import { keepRoute53Properties, readProperties } from '../../../lambdas/core/dns/properties.ts';
import { parseTtl } from '../../../lambdas/core/dns/ttl.ts';

const GA = 'external-dns.kubernetes.io/';
const ALPHA = 'external-dns.alpha.kubernetes.io/';

describe('two annotation prefixes', () => {
  it('reads a key under either', () => {
    const { values, conflicts } = readAnnotations({ [`${ALPHA}hostname`]: 'a', [`${GA}ttl`]: '60' }, [
      GA,
      ALPHA,
    ]);
    expect(values).toEqual({ hostname: 'a', ttl: '60' });
    expect(conflicts).toEqual([]);
  });

  it('takes the newer where both are there, and calls a difference a conflict', () => {
    const annotations = {
      [`${ALPHA}hostname`]: 'old',
      [`${GA}hostname`]: 'new',
      [`${ALPHA}ttl`]: '60',
      [`${GA}ttl`]: '60',
    };
    const { values, conflicts } = readAnnotations(annotations, [GA, ALPHA]);
    expect(values['hostname']).toBe('new');
    expect(conflicts).toEqual(['hostname']);
  });
});

describe('lists', () => {
  it('splits at commas and drops every space', () => {
    expect(splitList(' a.example.com ,b.example.com,,c ')).toEqual([
      'a.example.com',
      'b.example.com',
      '',
      'c',
    ]);
  });

  it('takes an empty target annotation for none', () => {
    expect(splitTargets('')).toEqual([]);
    expect(splitTargets('a.example.com., 192.0.2.1')).toEqual(['a.example.com', '192.0.2.1']);
  });
});

describe('ttl', () => {
  it.each([
    ['60', 60],
    ['10m', 600],
    ['1h30m', 5400],
    ['20.5s', 20],
    ['+5m', 300],
    ['2147483647', 2147483647],
    ['2147483648', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['500ms', undefined],
    ['60.7', undefined],
    ['1d', undefined],
    ['', undefined],
  ])('%s is %s seconds', (text, seconds) => {
    expect(parseTtl(text)).toBe(seconds);
  });
});

describe('properties', () => {
  it('switches an alias on only with the word true', () => {
    expect(readProperties({ alias: 'true' }, GA)).toEqual({ alias: 'true' });
    expect(readProperties({ alias: 'false' }, GA)).toEqual({});
  });

  it("keeps Route 53's own family and what has no family", () => {
    const properties = readProperties({ 'aws-weight': '1', 'scw-weight': '2', 'record-type': 'ptr' }, GA);
    expect(keepRoute53Properties(properties)).toEqual({ 'aws/weight': '1', 'record-type': 'ptr' });
  });
});

describe('selectors', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app!=web', false],
    ['other!=web', true],
    ['app in (api, web)', true],
    ['app notin (api)', true],
    ['other notin (api)', true],
    ['app', true],
    ['!app', false],
    ['app=web,tier', false],
    ['app=web, tier in (a,b)', false],
  ])('%s on app=web: %s', (selector, expected) => {
    expect(parseLabelSelector(selector)({ app: 'web' })).toBe(expected);
  });

  it('names the part it does not understand and what it does', () => {
    expect(() => parseLabelSelector('app=web,=x')).toThrow(/"=x" not understood: use key=value/);
  });
});

describe('domain filters', () => {
  const none = { domainFilters: [], excludeDomains: [], regexDomainFilter: '', regexDomainExclusion: '' };

  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'a.example.com', true],
    ['example.com', 'notexample.com', false],
    ['.example.com', 'example.com', false],
    ['.example.com', 'a.example.com', true],
    ['xn--bcher-kva.example', 'bücher.example', true],
  ])('%s lets %s through: %s', (filter, domain, expected) => {
    expect(createDomainFilter({ ...none, domainFilters: [filter] }).matches(domain)).toBe(expected);
  });

  it('lets an exclusion win', () => {
    const filter = createDomainFilter({
      ...none,
      domainFilters: ['example.com'],
      excludeDomains: ['int.example.com'],
    });
    expect(filter.matches('a.int.example.com')).toBe(false);
  });

  it('reads expressions as Go writes them, and lets them replace the lists', () => {
    const filter = createDomainFilter({
      ...none,
      domainFilters: ['other.org'],
      regexDomainFilter: '(?i)^API\\.',
    });
    expect(filter.matches('api.example.com')).toBe(true);
    expect(filter.matches('other.org')).toBe(false);
  });

  it('knows the parents of its filters', () => {
    const filter = createDomainFilter({ ...none, domainFilters: ['dev.growbin.app'] });
    expect(filter.matchesParent('growbin.app')).toBe(true);
    expect(filter.matchesParent('dev.growbin.app')).toBe(false);
  });
});
