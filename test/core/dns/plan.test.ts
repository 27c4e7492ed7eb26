import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../lambdas/core/dns/endpoint.ts';
import type { Demand } from '../../../lambdas/core/dns/plan.ts';
import { applyPolicy } from '../../../lambdas/core/dns/policy.ts';
import type { RecordSet } from '../../../lambdas/core/dns/record-set.ts';
import { confirmDeletions, withholdDeletions } from '../../../lambdas/core/dns/second-observation.ts';
import { apply, context, endpoint, observe, plan, registry, snapshot, verbs } from './zone-model.ts';

function address(name: string, value = '192.0.2.1'): RecordSet {
  return { name, type: 'A', ttl: 300, values: [value] };
}

function marker(name: string, owner = 'golden', resource = 'ingress/default/web'): RecordSet {
  const value = `"heritage=external-dns,external-dns/owner=${owner},external-dns/resource=${resource}"`;
  return { name, type: 'TXT', ttl: 300, values: [value] };
}

const OURS = [address('web.example.com'), marker('a-web.example.com')];

describe('the plan of one name', () => {
  it.each<[string, readonly Endpoint[], readonly RecordSet[], readonly string[]]>([
    ['a new name is created', [endpoint('web.example.com')], [], ['create web.example.com A']],
    ['ours and right is kept', [endpoint('web.example.com')], OURS, []],
    [
      'ours with another target is updated',
      [endpoint('web.example.com', { targets: ['192.0.2.9'] })],
      OURS,
      ['update web.example.com A'],
    ],
    [
      'ours without its marker of this version is marked',
      [endpoint('web.example.com')],
      [address('web.example.com'), marker('web.example.com')],
      ['mark web.example.com A'],
    ],
    ['ours and unwanted is deleted', [], OURS, ['delete web.example.com A']],
    [
      'a type change replaces in one go',
      [endpoint('web.example.com', { recordType: 'CNAME', targets: ['x.org'] })],
      OURS,
      ['replace web.example.com A', 'create web.example.com CNAME'],
    ],
    [
      'a configured TTL counts',
      [endpoint('web.example.com', { ttl: 60 })],
      OURS,
      ['update web.example.com A'],
    ],
    [
      'a foreign record is left',
      [endpoint('web.example.com', { targets: ['192.0.2.9'] })],
      [address('web.example.com'), marker('a-web.example.com', 'other')],
      [],
    ],
    ['and not deleted', [], [address('web.example.com'), marker('a-web.example.com', 'other')], []],
    ['an unmarked record is left', [], [address('web.example.com')], []],
    [
      'no family is added beside an unmarked record',
      [endpoint('web.example.com', { recordType: 'AAAA', targets: ['2001:db8::1'] })],
      [address('web.example.com')],
      [],
    ],
    [
      'a CNAME with two targets is refused',
      [endpoint('web.example.com', { recordType: 'CNAME', targets: ['a.org', 'b.org'] })],
      [],
      [],
    ],
    [
      'a CNAME at the apex is refused',
      [endpoint('example.com', { recordType: 'CNAME', targets: ['a.org'] })],
      [],
      [],
    ],
    ['a name without a zone is refused', [endpoint('web.other.org')], [], []],
    [
      'a set identifier without a policy is refused',
      [endpoint('web.example.com', { setIdentifier: 'x' })],
      [],
      [],
    ],
    [
      'a weighted record is created',
      [endpoint('web.example.com', { setIdentifier: 'x', properties: { 'aws/weight': '1' } })],
      [],
      ['create web.example.com A'],
    ],
  ])('%s', (_, endpoints, sets, expected) => {
    const planned = plan({ endpoints }, sets);

    expect(verbs(planned)).toEqual(expected);
    if (expected.length === 0 && endpoints.length > 0 && sets !== OURS)
      expect(planned.notes.length).toBeGreaterThan(0);
  });

  it('spellings of one target are no change', () => {
    const sets = [
      { name: 'web.example.com', type: 'AAAA', ttl: 300, values: ['2001:db8::1'] },
      marker('aaaa-web.example.com'),
    ];
    const wanted = endpoint('web.example.com', { recordType: 'AAAA', targets: ['2001:0db8:0:0:0:0:0:1'] });
    expect(verbs(plan({ endpoints: [wanted] }, sets))).toEqual([]);
  });

  it('a held name keeps its records, and another claimant does not get them', () => {
    const held = [{ dnsName: 'web.example.com', resource: 'ingress/default/web' }];
    expect(verbs(plan({ held }, OURS))).toEqual([]);
    const other = endpoint('web.example.com', {
      targets: ['198.51.100.1'],
      resource: 'ingress/default/other',
    });
    expect(verbs(plan({ held, endpoints: [other] }, OURS))).toEqual([]);
  });

  it('what belongs to a kind that could not be listed stays, and nobody takes it over', () => {
    const using = context({ unreadKinds: new Set(['ingress']) });
    const other = endpoint('web.example.com', {
      targets: ['198.51.100.1'],
      resource: 'service/default/other',
    });
    expect(verbs(plan({}, OURS, using))).toEqual([]);
    expect(verbs(plan({ endpoints: [other] }, OURS, using))).toEqual([]);
  });

  it('upsert-only and create-only refuse a type change, which needs a deletion', () => {
    for (const policy of ['upsert-only', 'create-only'] as const) {
      const using = context({ policy });
      const wanted = endpoint('web.example.com', { recordType: 'CNAME', targets: ['x.org'] });
      const planned = applyPolicy(plan({ endpoints: [wanted] }, OURS, using), policy);
      expect(verbs(planned)).toEqual([]);
      expect(planned.notes[0]?.reason).toBe('PolicyForbids');
    }
  });

  it('an update under 0.14 rewrites both markers, and a deletion takes every marker found', () => {
    const using = context({ registry: registry({ compat: '0.14' }) });
    const sets = [...OURS, marker('web.example.com')];
    const moved = endpoint('web.example.com', { targets: ['192.0.2.9'], resource: 'ingress/default/new' });
    const after = apply(plan({ endpoints: [moved] }, sets, using), sets, using);
    const resources = after
      .filter((set) => set.type === 'TXT')
      .map((set) => /resource=([^,"]*)/.exec(set.values?.[0] ?? '')?.[1]);
    expect(resources).toEqual(['ingress/default/new', 'ingress/default/new']);
    expect(apply(plan({}, after, using), after, using)).toEqual([]);
  });
});

const NAMES = ['web.example.com', 'a-web.example.com', '*.example.com', 'api.example.com'];
const RESOURCES = ['ingress/default/web', 'ingress/default/api', 'service/default/web'];
const name = fc.constantFrom(...NAMES);
const resource = fc.constantFrom(...RESOURCES);
const addresses = fc.uniqueArray(
  fc.integer({ min: 1, max: 4 }).map((last) => `192.0.2.${last}`),
  { minLength: 1, maxLength: 2 },
);
const ttl = fc.option(fc.constantFrom(60, 300), { nil: undefined });

const anyEndpoint: fc.Arbitrary<Endpoint> = fc
  .tuple(name, resource, ttl, fc.constantFrom('A', 'AAAA', 'CNAME', 'alias'), addresses)
  .map(([dnsName, owner, seconds, kind, targets]) => {
    const base = { resource: owner, ...(seconds === undefined ? {} : { ttl: seconds }) };
    if (kind === 'A') return endpoint(dnsName, { ...base, targets: [...targets].sort() });
    if (kind === 'AAAA')
      return endpoint(dnsName, { ...base, recordType: kind, targets: [`2001:db8::${targets.length}`] });
    if (kind === 'CNAME')
      return endpoint(dnsName, { ...base, recordType: kind, targets: [`${targets.length}.provider.net`] });
    const alias = { hostedZoneId: 'ZALB', evaluateTargetHealth: true };
    return endpoint(dnsName, { ...base, alias, targets: [`lb${targets.length}.elb.amazonaws.com`] });
  });

/** A zone as earlier runs and other people left it. */
const anyZone: fc.Arbitrary<readonly RecordSet[]> = fc
  .tuple(
    fc.array(anyEndpoint, { maxLength: 6 }),
    fc.array(fc.tuple(name, fc.constantFrom('foreign', 'unowned', 'legacy', 'orphan')), { maxLength: 3 }),
  )
  .map(([endpoints, strangers]) => {
    const base: RecordSet[] = [];
    for (const [dnsName, kind] of strangers) {
      if (base.some((set) => set.name === dnsName)) continue;
      if (kind !== 'orphan') base.push(address(dnsName, '198.51.100.1'));
      const at = kind === 'legacy' ? dnsName : `a-${dnsName}`;
      if (kind !== 'unowned' && !base.some((set) => set.name === at && set.type === 'TXT'))
        base.push(marker(at, kind === 'legacy' ? 'golden' : 'other'));
    }
    return apply(plan({ endpoints }, base), base);
  });

const anyDemand: fc.Arbitrary<Demand> = fc.record({
  endpoints: fc.array(anyEndpoint, { maxLength: 6 }),
  held: fc.array(fc.record({ dnsName: name, resource }), { maxLength: 1 }),
});

describe("a record set of one object that stands in the way of another object's", () => {
  const weighted = (setIdentifier: string, changes: Partial<Endpoint>) =>
    endpoint('web.example.com', { setIdentifier, properties: { 'aws/weight': '1' }, ...changes });
  const blue = weighted('blue', { resource: 'ingress/default/blue' });
  const green = weighted('green', {
    resource: 'ingress/default/green',
    recordType: 'CNAME',
    targets: ['x.org'],
  });
  const zone = apply(plan({ endpoints: [blue] }, []), []);

  it('wins while its deletion waits for a second observation', () => {
    expect(verbs(plan({ endpoints: [green] }, zone))).toEqual(['delete web.example.com A']);
  });

  it('gives way in the very batch that deletes it: the name is never without a record', () => {
    const confirmed = { Z1: ['web.example.com/A/blue'] };
    const planned = plan({ endpoints: [green] }, zone, context({ confirmed }));

    expect(verbs(planned).toSorted()).toEqual(['create web.example.com CNAME', 'replace web.example.com A']);
    expect(apply(planned, zone).some(({ type }) => type === 'CNAME')).toBe(true);
  });
});

describe('a TXT of another routing at the place of a marker, which Route 53 takes no other beside', () => {
  const weighted = endpoint('web.example.com', { setIdentifier: 'blue', properties: { 'aws/weight': '1' } });

  it.each([
    ['a foreign marker', marker('a-web.example.com', 'other')],
    ['no marker', { ...marker('a-web.example.com'), values: ['"hello"'] }],
  ])('that is %s refuses the record, and what the record stands in for goes all the same', (_, txt) => {
    const before = apply(plan({ endpoints: [endpoint('web.example.com', { recordType: 'CNAME' })] }, []), []);
    const zone = [...before, txt];
    const confirmed = { Z1: ['web.example.com/CNAME'] };

    expect(verbs(plan({ endpoints: [weighted] }, zone, context({ confirmed })))).toEqual([
      'delete web.example.com CNAME',
    ]);
  });
});

describe('a marker of ours that stands alone', () => {
  const alone = marker('a-web.example.com');
  const weighted = endpoint('web.example.com', { setIdentifier: 'blue', properties: { 'aws/weight': '1' } });
  const create = (zone: readonly RecordSet[], ...others: readonly Endpoint[]) =>
    apply(plan({ endpoints: [weighted, ...others] }, zone), zone);

  it('goes where a record set of another routing is created, with which Route 53 would not take it', () => {
    expect(create([alone])).not.toContainEqual(alone);
  });

  it("stays where it is the marker of another record, or somebody else's", () => {
    const legacy = [address('a-web.example.com'), marker('a-a-web.example.com'), alone];

    expect(create([marker('b-web.example.com', 'other')])).toContainEqual(
      marker('b-web.example.com', 'other'),
    );
    expect(create(legacy, endpoint('a-web.example.com'))).toContainEqual(alone);
  });
});

describe('every plan', () => {
  it('is a fixed point: the plan of the zone it leaves is empty', () => {
    fc.assert(
      fc.property(anyDemand, anyZone, (demand, zone) => {
        const planned = plan(demand, zone);
        // A name that waits for another to be deleted is created by the next run.
        fc.pre(
          planned.notes.every(({ reason }) => reason !== 'MarkerNameTaken' && reason !== 'AmbiguousMarker'),
        );
        const after = apply(planned, zone);
        expect(verbs(plan(demand, after))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('makes the zone what is desired, wherever the name is ours', () => {
    fc.assert(
      fc.property(anyDemand, anyZone, (demand, zone) => {
        const planned = plan(demand, zone);
        const refused = new Set(planned.notes.map(({ keys }) => keys?.[0]?.split('/')[1]));
        const held = new Set(demand.held.map(({ dnsName }) => dnsName));
        const after = apply(planned, zone);
        for (const { dnsName } of demand.endpoints) {
          if (refused.has(dnsName) || held.has(dnsName)) continue;
          const wanted = new Set(
            demand.endpoints.filter((other) => other.dnsName === dnsName).map(({ recordType }) => recordType),
          );
          const types = after
            .filter((set) => set.name === dnsName && set.type !== 'TXT')
            .map((set) => set.type);
          expect(types.sort()).toEqual([...wanted].sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('touches nothing that is not ours', () => {
    fc.assert(
      fc.property(anyDemand, anyZone, (demand, zone) => {
        const { names, txt } = observe(zone);
        const records = [...names.values()].flatMap((name) => name.records);
        const strangers = [
          ...records.filter(({ state }) => state !== 'ours'),
          ...[...txt.values()].flat().filter(({ labels }) => labels?.['owner'] !== 'golden'),
        ].map(({ set }) => set);
        const after = new Set(snapshot(apply(plan(demand, zone), zone)));
        for (const set of strangers) expect(after).toContain(JSON.stringify(set));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no record of ours without a marker', () => {
    fc.assert(
      fc.property(anyDemand, anyZone, (demand, zone) => {
        const after = observe(apply(plan(demand, zone), zone));
        const before = new Set(snapshot(zone));
        for (const { records } of after.names.values()) {
          for (const { set, state } of records)
            if (!before.has(JSON.stringify(set))) expect(state).toBe('ours');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of endpoints or record sets, and changes neither', () => {
    fc.assert(
      fc.property(anyDemand, anyZone, fc.integer(), (demand, zone, seed) => {
        const frozen = JSON.stringify([demand, zone]);
        const shuffle = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item, index) => ({ item, rank: ((index + 1) * 2_654_435_761 + seed) % 97 }))
            .sort((left, right) => left.rank - right.rank)
            .map(({ item }) => item);
        const distinct = { ...demand, endpoints: demand.endpoints.filter(isFirstOfItsTargets) };
        const shuffled = { endpoints: shuffle(distinct.endpoints), held: shuffle(distinct.held) };
        expect(verbs(plan(shuffled, shuffle(zone)))).toEqual(verbs(plan(distinct, zone)));
        expect(JSON.stringify([demand, zone])).toBe(frozen);
      }),
      { numRuns: 300 },
    );
  });

  it('deletes nothing on one observation, on a partial view, or on an earlier look at something else', () => {
    fc.assert(
      fc.property(anyDemand, anyZone, anyZone, (demand, zone, earlier) => {
        const planned = plan(demand, zone);
        const first = confirmDeletions(planned, {});
        expect(verbs(first.plan).filter((verb) => verb.startsWith('delete'))).toEqual([]);
        expect(
          verbs(withholdDeletions(planned, 'IncompleteObservation').plan).filter((verb) =>
            verb.startsWith('delete'),
          ),
        ).toEqual([]);
        const { candidates } = confirmDeletions(plan(demand, earlier), {});
        const second = confirmDeletions(planned, candidates);
        const named = new Set(candidates['Z1'] ?? []);
        for (const verb of verbs(second.plan).filter((text) => text.startsWith('delete'))) {
          const [, deleted, type] = verb.split(' ');
          expect(named).toContain(`${deleted}/${type}`);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function isFirstOfItsTargets(candidate: Endpoint, index: number, all: readonly Endpoint[]): boolean {
  const key = (item: Endpoint) => `${item.dnsName} ${item.recordType} ${item.targets.length}`;
  return all.findIndex((other) => key(other) === key(candidate)) === index;
}
