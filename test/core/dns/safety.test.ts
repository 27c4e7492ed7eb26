import { describe, expect, it } from 'vitest';
import { canonicalZoneId } from '../../../lambdas/core/dns/canonical-zones.ts';
import type { DnsSyncConfig } from '../../../lambdas/core/dns/config.ts';
import { findConfigProblems } from '../../../lambdas/core/dns/config-rules.ts';
import { breakDeletions } from '../../../lambdas/core/dns/safety.ts';
import { scopeOf } from '../../../lambdas/core/dns/scope.ts';
import { selectZones, zonesOf } from '../../../lambdas/core/dns/zone-selection.ts';
import type { Hint } from '../../../lambdas/core/hint.ts';
import { parseDnsSyncConfig } from '../../../lambdas/dns-sync/config.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';
import { apply, endpoint, plan, verbs } from './zone-model.ts';

/** A zone of `owned` names of which `gone` are not asked for any more. */
function shrink(owned: number, gone: number) {
  const endpoints = Array.from({ length: owned }, (_, index) => endpoint(`n${index}.example.com`));
  const zone = apply(plan({ endpoints }, []), []);
  return plan({ endpoints: endpoints.slice(gone) }, zone);
}

function deletions(
  planned: ReturnType<typeof shrink>,
  input: Partial<Parameters<typeof breakDeletions>[1]> = {},
) {
  const limits = { share: 0.3, populationMin: 10, deletionsMin: 3 };
  const result = breakDeletions(planned, { limits, recent: new Map(), emptyKinds: new Set(), ...input });
  return { ...result, count: verbs(result.plan).filter((verb) => verb.startsWith('delete')).length };
}

describe('the breaker', () => {
  it.each([
    [10, 3, 3],
    [10, 4, 0],
    [9, 4, 4],
    [100, 30, 30],
    [100, 31, 0],
    [2, 2, 0],
    [1, 1, 1],
    [3, 2, 2],
  ])('of %i owned names, %i may go: %i do', (owned, gone, expected) => {
    expect(deletions(shrink(owned, gone)).count).toBe(expected);
  });

  it('counts what went within the hour', () => {
    const gone = (count: number) =>
      new Map([['Z1', new Set(Array.from({ length: count }, (_, index) => `old${index}.example.com`))]]);
    expect(deletions(shrink(10, 1), { recent: gone(2) }).count).toBe(1);
    expect(deletions(shrink(10, 1), { recent: gone(3) }).count).toBe(0);
  });

  it('stops two names of a source that has no object left, and lets one go', () => {
    expect(deletions(shrink(9, 2), { emptyKinds: new Set(['ingress']) }).count).toBe(0);
    expect(deletions(shrink(9, 1), { emptyKinds: new Set(['ingress']) }).count).toBe(1);
    expect(deletions(shrink(9, 2), { emptyKinds: new Set(['service']) }).count).toBe(2);
  });

  it('is released by the checksum of that very plan', () => {
    const stopped = deletions(shrink(10, 4));
    expect(stopped.notes[0]?.message).toContain('4 of 10 owned names');
    const released = stopped.checksum ?? '';
    expect(deletions(shrink(10, 4), { released }).count).toBe(4);
    expect(deletions(shrink(10, 5), { released }).count).toBe(0);
  });
});

describe('the scope of hints', () => {
  const options = { now: 100_000, deleteDelayMs: 60_000, sources: ['ingress'] as const };
  const object = {
    kind: 'object',
    group: 'networking.k8s.io',
    objectKind: 'Ingress',
    namespace: 'default',
    name: 'web',
    at: 0,
  } as const;

  it.each<[string, Hint, boolean]>([
    ['a change looks at its names only', { ...object, operation: 'UPDATE' }, false],
    ['a deletion looks everywhere', { ...object, operation: 'DELETE' }, true],
    ['a sweep looks everywhere', { kind: 'sweep', at: 0 }, true],
    [
      'a resync of one object does not',
      { kind: 'resync', dryRun: false, namespace: 'default', name: 'web', at: 0 },
      false,
    ],
  ])('%s', (_, hint, full) => {
    expect(scopeOf([hint], options)?.full).toBe(full);
  });

  it('ignores the other half and kinds that are no source', () => {
    const parameter = {
      kind: 'parameter',
      name: '/a',
      region: 'r',
      account: 'a',
      operation: 'Update',
      at: 0,
    } as const;
    const other = { kind: 'second-observation', half: 'secrets', at: 0, candidates: {} } as const;
    const service = { ...object, group: '', objectKind: 'Service', operation: 'UPDATE' } as const;
    expect(scopeOf([parameter, other, service], options)).toBeUndefined();
  });

  it('acts on candidates that are old enough, and sends the others back', () => {
    const due = { kind: 'second-observation', half: 'dns', at: 40_000, candidates: { Z1: ['a/A'] } } as const;
    const early = { ...due, at: 50_000, candidates: { Z1: ['b/A'] } };
    const scope = scopeOf([due, early], options);
    expect(scope?.confirmed).toEqual({ Z1: ['a/A'] });
    expect(scope?.early.map(({ candidates }) => candidates)).toEqual([{ Z1: ['b/A'] }]);
  });
});

describe('zones', () => {
  const zones = [
    { id: 'ZPUB', name: 'example.com', private: false },
    { id: 'ZSUB', name: 'sub.example.com', private: false },
    { id: 'ZPRIV', name: 'example.com', private: true },
    { id: 'ZORG', name: 'example.org', private: false },
  ];

  it('a name goes to the longest public zone and to every private one above it', () => {
    expect(zonesOf('a.sub.example.com', zones).map(({ id }) => id)).toEqual(['ZSUB', 'ZPRIV']);
    expect(zonesOf('a.sub.example.com', zones, 'ZPUB').map(({ id }) => id)).toEqual(['ZPUB']);
    expect(zonesOf('a.example.net', zones)).toEqual([]);
  });

  it.each<[string, Partial<DnsSyncConfig['zones']>, readonly string[]]>([
    ['by domain filter', {}, ['ZPRIV', 'ZPUB', 'ZSUB']],
    ['by the end of an id', { ids: ['SUB'] }, ['ZSUB']],
    ['by type', { type: 'private' }, ['ZPRIV']],
    ['by tag', { tags: ['team=dns'] }, ['ZPUB']],
    ['by presence of a tag', { tags: ['team'] }, ['ZPUB', 'ZSUB']],
  ])('are selected %s', (_, selection, expected) => {
    const config = dnsConfig({ zones: { ...dnsConfig().zones, ...selection } });
    const tags = new Map([
      ['ZPUB', { team: 'dns' }],
      ['ZSUB', { team: 'web' }],
    ]);
    expect(selectZones(zones, tags, config).map(({ id }) => id)).toEqual(expected);
  });

  it.each([
    ['k8s-web-1.ap-northeast-2.elb.amazonaws.com', 'ZWKZPGTI48KDX'],
    ['dualstack.k8s-web-1.us-east-1.elb.amazonaws.com', 'Z35SXDOTRQ7X7K'],
    ['net-1.elb.ap-northeast-2.amazonaws.com', 'ZIBE1TIR4HY56'],
    ['vpce-1.us-west-2.vpce.amazonaws.com', 'Z1YSA3EXCYUU9Z'],
    ['lb.cn-north-1.elb.amazonaws.com.cn', 'Z1GDH35T77C1KE'],
    ['lb.cn-north-1.elb.amazonaws.com', undefined],
    ['d1.cloudfront.net', 'Z2FDTNDATAQYW2'],
    ['bucket.s3-website-us-east-1.amazonaws.com', undefined],
    ['lb.provider.net', undefined],
  ])('%s is in zone %s', (hostname, zoneId) => {
    expect(canonicalZoneId(hostname)).toBe(zoneId);
  });
});

describe('the configuration', () => {
  const txt = dnsConfig().txt;
  const { filters } = dnsConfig();

  it('of the fixture is accepted', () => {
    expect(parseDnsSyncConfig(dnsConfig())).toEqual(dnsConfig());
  });

  it.each<[string, Partial<DnsSyncConfig>, RegExp]>([
    ['an empty owner', { ownerId: '' }, /dns\.ownerId "": give at least one character/],
    ['an owner with a comma', { ownerId: 'a,b' }, /no comma, quote or space/],
    ['noop under sync', { registry: 'noop' }, /only create-only is allowed; use registry txt/],
    ['prefix and suffix together', { txt: { ...txt, prefix: 'a-', suffix: '-b' } }, /give one of the two/],
    ['an annotation prefix without a slash', { annotationPrefixes: ['dns.acme.io'] }, /a prefix ends in \//],
    ['no annotation prefix', { annotationPrefixes: [] }, /give at least one prefix/],
    ['a broken expression', { regexDomainFilter: '(' }, /dns\.regexDomainFilter/],
    ['a broken selector', { filters: { ...filters, labelFilter: '=x' } }, /use key=value/],
    [
      'an unknown service type',
      { filters: { ...filters, serviceTypes: ['Foo'] } },
      /allowed are ClusterIP, NodePort/,
    ],
    ['a network without length', { targetNetFilter: ['10.0.0.0'] }, /10\.0\.0\.0\/8/],
    ['a delay below a minute', { deleteDelaySeconds: 5 }, /dns\.deleteDelay 5: allowed are 60 to 900/],
    [
      'a batch above the quota',
      { batch: { changes: 1001, characters: 1, values: 1 } },
      /dns\.batch\.changes 1001: allowed are 1 to 1000/,
    ],
  ])('with %s is refused, saying what to change', (_, changes, message) => {
    expect(findConfigProblems(dnsConfig(changes)).join('\n')).toMatch(message);
    expect(() => parseDnsSyncConfig(dnsConfig(changes))).toThrow(message);
  });

  it('names the field, what was given and what is allowed when a type is wrong', () => {
    expect(() => parseDnsSyncConfig({ ...dnsConfig(), policy: 'delete' })).toThrow(
      /dns\.policy is "delete": allowed is .*"sync" \| "upsert-only" \| "create-only"/,
    );
  });
});
