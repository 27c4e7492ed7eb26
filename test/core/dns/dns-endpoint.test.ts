import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainInvalidTargets } from '../../../lambdas/core/dns/record-value.ts';
import { compileSource, object, type Settings } from './compile-objects.ts';

const ALB = 'k8s-web-1234567890.us-east-1.elb.amazonaws.com';
const ALL_TYPES = ['A', 'AAAA', 'CNAME', 'TXT', 'NS', 'MX', 'SRV', 'NAPTR', 'DNAME', 'PTR'];

type Entry = Readonly<Record<string, unknown>>;

function compile(endpoints: unknown, settings: Settings = {}, metadata = {}) {
  const objects = [object('DNSEndpoint', metadata, { spec: { endpoints } })];
  return compileSource('crd', objects, { settings: { managedRecordTypes: ALL_TYPES, ...settings } });
}

describe('an endpoint of a DNSEndpoint', () => {
  it.each<[string, Entry, readonly string[]]>([
    [
      'A',
      { recordType: 'A', targets: ['192.0.2.2', '192.0.2.1'] },
      ['A x.example.com -> 192.0.2.1 192.0.2.2'],
    ],
    ['AAAA', { recordType: 'AAAA', targets: ['2001:db8::1'] }, ['AAAA x.example.com -> 2001:db8::1']],
    [
      'a CNAME, final dot or not',
      { recordType: 'CNAME', targets: ['y.org.'] },
      ['CNAME x.example.com -> y.org'],
    ],
    [
      'a CNAME of a load balancer, which becomes a pair of aliases',
      { recordType: 'CNAME', targets: [ALB] },
      [`A x.example.com -> ${ALB}`, `AAAA x.example.com -> ${ALB}`],
    ],
    [
      'one family only by property',
      { recordType: 'CNAME', targets: [ALB], providerSpecific: [{ name: 'alias', value: 'AAAA' }] },
      [`AAAA x.example.com -> ${ALB}`],
    ],
    [
      'an A that is an alias by property',
      { recordType: 'A', targets: [ALB], providerSpecific: [{ name: 'alias', value: 'true' }] },
      [`A x.example.com -> ${ALB}`],
    ],
    [
      'TXT as it is',
      { recordType: 'TXT', targets: ['"b" "c"', '"a"'] },
      ['TXT x.example.com -> "a" "b" "c"'],
    ],
    [
      'MX with and without a dot',
      { recordType: 'MX', targets: ['5 m.org.', '7 n.org'] },
      ['MX x.example.com -> 5 m.org. 7 n.org'],
    ],
    ['SRV', { recordType: 'SRV', targets: ['0 5 80 a.org.'] }, ['SRV x.example.com -> 0 5 80 a.org.']],
    [
      'NAPTR',
      { recordType: 'NAPTR', targets: ['1 1 "u" "s" "" .'] },
      ['NAPTR x.example.com -> 1 1 "u" "s" "" .'],
    ],
    ['NS', { recordType: 'NS', targets: ['ns1.org'] }, ['NS x.example.com -> ns1.org']],
  ])('%s is taken', (_, entry, expected) => {
    const { endpoints, reasons } = compile([{ dnsName: 'x.example.com', ...entry }]);
    expect({ endpoints, reasons }).toEqual({ endpoints: expected, reasons: [] });
  });

  it.each<[string, Entry, string]>([
    ['an A with a host name', { recordType: 'A', targets: ['y.org'] }, 'InvalidTarget'],
    ['an AAAA with an IPv4 address', { recordType: 'AAAA', targets: ['192.0.2.1'] }, 'InvalidTarget'],
    ['an address with a final dot', { recordType: 'A', targets: ['192.0.2.1.'] }, 'InvalidTarget'],
    ['an NS with a final dot', { recordType: 'NS', targets: ['ns1.org.'] }, 'InvalidTarget'],
    ['a NAPTR without one', { recordType: 'NAPTR', targets: ['1 1 "u" "s" "" x'] }, 'InvalidTarget'],
    ['an MX without a preference', { recordType: 'MX', targets: ['m.org'] }, 'InvalidTarget'],
    ['an MX beyond 65535', { recordType: 'MX', targets: ['65536 m.org'] }, 'InvalidTarget'],
    ['an SRV without a final dot', { recordType: 'SRV', targets: ['0 5 80 a.org'] }, 'InvalidTarget'],
    ['an SRV with three fields', { recordType: 'SRV', targets: ['5 80 a.org.'] }, 'InvalidTarget'],
    ['a PTR outside the reverse zones', { recordType: 'PTR', targets: ['a.org'] }, 'InvalidTarget'],
    ['a TXT without quotes', { recordType: 'TXT', targets: ['v=spf1 -all'] }, 'InvalidTarget'],
    [
      'a TXT with a string of 256 bytes',
      { recordType: 'TXT', targets: [`"${'x'.repeat(256)}"`] },
      'InvalidTarget',
    ],
    [
      '401 targets',
      { recordType: 'A', targets: Array.from({ length: 401 }, (_, n) => `10.0.${n >> 8}.${n & 255}`) },
      'InvalidTarget',
    ],
    [
      'alias on a type that has none',
      { recordType: 'MX', targets: ['5 m.org'], providerSpecific: [{ name: 'alias', value: 'true' }] },
      'InvalidTarget',
    ],
    ['no target', { recordType: 'A', targets: [] }, 'NoTargets'],
  ])('%s is refused by itself, and what stands under the name stays', (_, entry, reason) => {
    const good = { dnsName: 'ok.example.com', recordType: 'A', targets: ['192.0.2.1'] };
    const result = compile([{ dnsName: 'x.example.com', ...entry }, good]);
    expect(result).toMatchObject({
      endpoints: ['A ok.example.com -> 192.0.2.1'],
      held: ['x.example.com'],
      reasons: [reason],
      subjects: ['DNSEndpoint/default/web'],
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['null', [null], []],
    [
      'of a type that does not exist',
      [{ dnsName: 'x.example.com', recordType: 'BOGUS' }],
      ['UnmanagedRecordType'],
    ],
    ['without a name', [{ recordType: 'A', targets: ['192.0.2.1'] }], ['InvalidName']],
    [
      'with a label too long',
      [{ dnsName: `${'a'.repeat(64)}.example.com`, recordType: 'A' }],
      ['InvalidName'],
    ],
    ['of another shape', { dnsName: 'x.example.com' }, ['InvalidTarget']],
    ['absent', undefined, []],
  ])('that is %s yields nothing', (_, endpoints, reasons) => {
    expect(compile(endpoints)).toMatchObject({ endpoints: [], held: [], reasons });
  });

  it('has its TTL, set identifier, properties, and labels but for those that say whose it is', () => {
    const [endpoint] = compile([
      {
        dnsName: 'X.example.com.',
        recordType: 'A',
        targets: ['192.0.2.1'],
        recordTTL: 60,
        setIdentifier: 'one',
        labels: { team: 'dns', owner: 'evil', 'sluice-cluster': 'evil', resource: 'x' },
        providerSpecific: [
          { name: 'aws/weight', value: '10' },
          { name: 'scw/x', value: '1' },
        ],
      },
    ]).all;
    expect(endpoint).toMatchObject({
      dnsName: 'x.example.com',
      ttl: 60,
      setIdentifier: 'one',
      properties: { 'aws/weight': '10' },
      labels: { team: 'dns' },
      resource: 'crd/default/web',
    });
    expect(Object.keys(endpoint?.labels ?? {})).toEqual(['team']);
    expect(Object.keys(endpoint?.properties ?? {})).toEqual(['aws/weight']);
  });

  it('loses labels that a marker cannot hold, and says so', () => {
    const labels = { ok: 'yes', comma: 'a,b', quote: 'a"b', long: 'x'.repeat(101) };
    const result = compile([{ dnsName: 'x.example.com', recordType: 'A', targets: ['192.0.2.1'], labels }]);
    expect(result.all[0]?.labels).toEqual({ ok: 'yes' });
    expect(result.reasons).toEqual(['UnsupportedAnnotation']);
  });

  it('takes no annotation into account but the pause', () => {
    const entry = [{ dnsName: 'x.example.com', recordType: 'A', targets: ['192.0.2.1'] }];
    const annotations = {
      'external-dns.kubernetes.io/ttl': '60',
      'external-dns.kubernetes.io/controller': 'someone',
    };
    expect(compile(entry, {}, { annotations }).all[0]?.ttl).toBeUndefined();
    expect(compile(entry, {}, { annotations: { 'sluice/pause': 'true' } })).toMatchObject({
      endpoints: [],
      held: ['x.example.com'],
    });
  });

  it('without targets takes the default ones, of any family', () => {
    const entry = [{ dnsName: 'x.example.com', recordType: 'A', targets: [] }];
    expect(compile(entry, { defaultTargets: ['198.51.100.1', '2001:db8::1'] }).endpoints).toEqual([
      'A x.example.com -> 198.51.100.1',
      'AAAA x.example.com -> 2001:db8::1',
    ]);
  });

  it.each<[Settings['filter'], number]>([
    [{ namespace: 'default' }, 1],
    [{ namespace: 'other' }, 0],
    [{ labelFilter: 'dns=yes' }, 1],
    [{ labelFilter: 'dns!=yes' }, 0],
    [{ annotationFilter: 'a in (b)' }, 1],
    [{ annotationFilter: 'a notin (b)' }, 0],
  ])('counts by the filters %j', (filter, count) => {
    const entry = [{ dnsName: 'x.example.com', recordType: 'A', targets: ['192.0.2.1'] }];
    const metadata = { labels: { dns: 'yes' }, annotations: { a: 'b' } };
    expect(compile(entry, { filter: filter ?? {} }, metadata).endpoints).toHaveLength(count);
  });
});

describe('values of record sets', () => {
  const base = { dnsName: 'x.example.com', setIdentifier: '', resource: 'crd/d/x', properties: {} };

  it('IPv4 addresses pass as A and never as AAAA', () => {
    fc.assert(
      fc.property(fc.array(fc.ipV4(), { minLength: 1, maxLength: 5 }), (targets) => {
        expect(explainInvalidTargets({ ...base, recordType: 'A', targets })).toBeUndefined();
        expect(explainInvalidTargets({ ...base, recordType: 'AAAA', targets })).toBeDefined();
      }),
    );
  });

  it('numbers of MX and SRV pass up to 65535 and no further', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200_000 }), fc.domain(), (number, host) => {
        const mx = explainInvalidTargets({ ...base, recordType: 'MX', targets: [`${number} ${host}`] });
        const srv = explainInvalidTargets({
          ...base,
          recordType: 'SRV',
          targets: [`0 0 ${number} ${host}.`],
        });
        expect([mx === undefined, srv === undefined]).toEqual([number <= 65_535, number <= 65_535]);
      }),
    );
  });

  it('quoted strings of at most 255 bytes pass as TXT', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z =;]{0,300}$/), (text) => {
        const problem = explainInvalidTargets({ ...base, recordType: 'TXT', targets: [`"${text}"`] });
        expect(problem === undefined).toBe(text.length <= 255);
      }),
    );
  });
});
