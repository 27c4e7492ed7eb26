import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';
import type { Change, ResourceRecordSet } from '../../../sandbox/aws/route53/record-set.ts';
import { createRoute53 } from '../../../sandbox/aws/route53/route53.ts';
import { storedName } from '../../../sandbox/aws/route53/zone-name.ts';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';

const ZONE = 'Z0EXAMPLE';

function open() {
  const route53 = createRoute53({ now: () => 0 });
  addHostedZone(route53.state, { name: 'example.com', id: ZONE });
  const change = (...Changes: Change[]) =>
    route53.call('ChangeResourceRecordSets', { HostedZoneId: ZONE, ChangeBatch: { Changes } });
  const list = () =>
    listAll((request) => route53.call('ListResourceRecordSets', { HostedZoneId: ZONE, ...request }));
  return { route53, change, list };
}

interface Page {
  readonly ResourceRecordSets: ResourceRecordSet[];
  readonly NextRecordName?: string;
  readonly NextRecordType?: string;
}

type PageRequest = { StartRecordName?: string; StartRecordType?: string };

function listAll(read: (request: PageRequest) => Page): ResourceRecordSet[] {
  const all: ResourceRecordSet[] = [];
  let request: PageRequest | undefined = {};
  while (request !== undefined) {
    const page: Page = read(request);
    all.push(...page.ResourceRecordSets);
    const { NextRecordName: name, NextRecordType: type } = page;
    request =
      name === undefined || type === undefined ? undefined : { StartRecordName: name, StartRecordType: type };
  }
  return all;
}

const address = (name: string, ...values: string[]): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  TTL: 300,
  ResourceRecords: values.map((Value) => ({ Value })),
});
const text = (name: string, ...values: string[]): ResourceRecordSet => ({
  ...address(name, ...values),
  Type: 'TXT',
});
const create = (set: ResourceRecordSet): Change => ({ Action: 'CREATE', ResourceRecordSet: set });
const remove = (set: ResourceRecordSet): Change => ({ Action: 'DELETE', ResourceRecordSet: set });

function refusal(run: () => unknown): string {
  try {
    return `answered ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof AwsServiceError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('a zone', () => {
  it('lists 20,000 record sets, 300 a page, each once and in order of reversed labels', () => {
    const { change, list } = open();
    const names = Array.from({ length: 20_000 }, (_, index) => `n${(index * 7919) % 20_000}.example.com.`);
    for (let start = 0; start < names.length; start += 1000) {
      change(...names.slice(start, start + 1000).map((name) => create(address(name, '192.0.2.1'))));
    }

    const listed = list().map((set) => set.Name);

    expect(listed.slice(2)).toEqual(names.toSorted());
  });

  it('puts the apex first, parents before children, and names by type and identifier', () => {
    const { change, list } = open();
    const weighted = (id: string) => ({
      ...address('b.example.com', '192.0.2.1'),
      SetIdentifier: id,
      Weight: 1,
    });
    change(
      create(text('a.b.example.com', '"x"')),
      create(text('b.example.com', '"x"')),
      create(weighted('two')),
      create(weighted('one')),
      create(address('a.example.com', '192.0.2.1')),
      create(address('*.example.com', '192.0.2.1')),
    );

    expect(list().map((set) => `${set.Name} ${set.Type} ${set.SetIdentifier ?? ''}`.trim())).toEqual([
      'example.com. NS',
      'example.com. SOA',
      '\\052.example.com. A',
      'a.example.com. A',
      'b.example.com. A one',
      'b.example.com. A two',
      'b.example.com. TXT',
      'a.b.example.com. TXT',
    ]);
  });

  it('keeps its NS and SOA', () => {
    const { change, list } = open();
    const soa = list().find((set) => set.Type === 'SOA');
    if (soa === undefined) throw new Error('the zone has no SOA');

    expect(refusal(() => change(remove(soa)))).toMatch(/^InvalidChangeBatch: .*exactly one SOA/);
    expect(list()).toHaveLength(2);
  });
});

describe('names', () => {
  it.each([
    ['*.Example.COM', '\\052.example.com.'],
    ['\\052.example.com.', '\\052.example.com.'],
    ['a/b_c-d.example.com', 'a\\057b_c-d.example.com.'],
  ])('%s is stored as %s', (given, stored) => {
    expect(storedName(given)).toBe(stored);
    expect(storedName(stored)).toBe(stored);
  });
});

describe('a batch is refused for', () => {
  const cases: readonly (readonly [string, Change[], RegExp])[] = [
    ['an empty label', [create(address('a..example.com', '192.0.2.1'))], /DomainLabelEmpty/],
    [
      'a label of 64 bytes',
      [create(address(`${'a'.repeat(64)}.example.com`, '192.0.2.1'))],
      /DomainLabelTooLong/,
    ],
    [
      'characters outside ASCII',
      [create(address('bücher.example.com', '192.0.2.1'))],
      /UnsupportedCharacter/,
    ],
    [
      'a name outside the zone',
      [create(address('badexample.com', '192.0.2.1'))],
      /not permitted in zone example\.com\./,
    ],
    ['a wrong IPv4 address', [create(address('a.example.com', '192.0.2.256'))], /IllegalIPv4/],
    [
      'a wrong IPv6 address',
      [create({ ...address('a.example.com', '192.0.2.1'), Type: 'AAAA' })],
      /IllegalIPv6/,
    ],
    ['unquoted TXT', [create(text('a.example.com', 'heritage=external-dns'))], /quotation marks/],
    ['a TXT string of 256 bytes', [create(text('a.example.com', `"${'x'.repeat(256)}"`))], /too long/],
    [
      'MX without a preference',
      [create({ ...address('a.example.com', 'mail.example.com'), Type: 'MX' })],
      /MX/,
    ],
    ['SRV with three fields', [create({ ...address('a.example.com', '1 2 host'), Type: 'SRV' })], /SRV/],
    ['a value twice', [create(address('a.example.com', '192.0.2.1', '192.0.2.1'))], /Duplicate/],
    [
      'a CNAME with two values',
      [create({ ...address('a.example.com', 'b.c', 'd.e'), Type: 'CNAME' })],
      /more than one value/,
    ],
    [
      'the same set twice',
      [create(address('a.example.com', '192.0.2.1')), create(address('A.example.com', '192.0.2.2'))],
      /invalid set of changes/,
    ],
    [
      'an alias into the zone without a target there',
      [
        create({
          Name: 'a.example.com',
          Type: 'A',
          AliasTarget: { HostedZoneId: ZONE, DNSName: 'b.example.com', EvaluateTargetHealth: false },
        }),
      ],
      /target was not found/,
    ],
    [
      '32,001 characters',
      Array.from({ length: 133 }, (_, index) =>
        create(text(`n${index}.example.com`, `"${'x'.repeat(239)}"`)),
      ),
      /characters limit/,
    ],
  ];

  it.each(cases)('%s', (_what, changes, message) => {
    const { change, list } = open();

    expect(refusal(() => change(...changes))).toMatch(/^InvalidChangeBatch: \[/);
    expect(refusal(() => change(...changes))).toMatch(message);
    expect(list()).toHaveLength(2);
  });

  const forms: readonly (readonly [string, ResourceRecordSet, RegExp])[] = [
    ['no values', address('a.example.com'), /Expected exactly one of \[AliasTarget/],
    ['no TTL', { Name: 'a.example.com', Type: 'A', ResourceRecords: [{ Value: '192.0.2.1' }] }, /found none/],
    [
      'a weight without identifier',
      { ...address('a.example.com', '192.0.2.1'), Weight: 1 },
      /Missing field 'SetIdentifier'/,
    ],
    [
      'an identifier without policy',
      { ...address('a.example.com', '192.0.2.1'), SetIdentifier: 'x' },
      /found none/,
    ],
    [
      'two policies',
      { ...address('a.example.com', '192.0.2.1'), SetIdentifier: 'x', Weight: 1, Region: 'eu-west-1' },
      /found more than one/,
    ],
    [
      'a weight of 256',
      { ...address('a.example.com', '192.0.2.1'), SetIdentifier: 'x', Weight: 256 },
      /between 0 and 255/,
    ],
  ];

  it.each(forms)('its form: %s', (_what, set, message) => {
    const { change } = open();

    expect(refusal(() => change(create(set)))).toMatch(/^InvalidInput: Invalid request: /);
    expect(refusal(() => change(create(set)))).toMatch(message);
  });

  it('a protected record set, which fails everything else in the batch too', () => {
    const { route53, change, list } = open();
    change(create(address('a.example.com', '192.0.2.1')));
    route53.state.zones.get(ZONE)?.protected.add('a.example.com. A');

    const batch = [
      remove(address('a.example.com', '192.0.2.1')),
      create(address('b.example.com', '192.0.2.1')),
    ];

    expect(refusal(() => change(...batch))).toMatch(/^InvalidChangeBatch: .*a\.example\.com\..*protected/);
    expect(list()).toHaveLength(3);
  });
});

describe('UPSERT', () => {
  it('counts its values twice', () => {
    const { change } = open();
    const upserts = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        Action: 'UPSERT' as const,
        ResourceRecordSet: address(`n${index}.example.com`, '192.0.2.1'),
      }));

    expect(refusal(() => change(...upserts(501)))).toMatch(/records limit of 1000/);
    expect(change(...upserts(500)).ChangeInfo.Status).toBe('PENDING');
  });
});

describe('any refused batch', () => {
  const set = fc.record({ name: fc.constantFrom('a', 'b', 'c'), type: fc.constantFrom('A', 'TXT', 'CNAME') });
  const step = fc.record({
    set,
    action: fc.constantFrom('CREATE' as const, 'DELETE' as const, 'UPSERT' as const),
  });

  it('leaves the zone as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (batches) => {
        const { change, list } = open();
        for (const batch of batches) {
          const before = JSON.stringify(list());
          const changes = batch.map(({ action, set: { name, type } }) => {
            const value = { A: '192.0.2.1', TXT: '"x"', CNAME: 'other.example.net' }[type] ?? '';
            return {
              Action: action,
              ResourceRecordSet: { ...address(`${name}.example.com`, value), Type: type },
            };
          });
          if (!refusal(() => change(...changes)).startsWith('answered'))
            expect(JSON.stringify(list())).toBe(before);
        }
      }),
    );
  });
});
