import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromRecordSet, toRecordSet } from '../../lambdas/adapters/route53-record-set.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';

const text = fc.string({ minLength: 1 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Fields that are not set are absent, as Route 53 sends them. */
function compact<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const geoProximity = fc
  .record({
    awsRegion: optional(text),
    localZoneGroup: optional(text),
    bias: optional(fc.integer({ min: -99, max: 99 })),
    coordinates: optional(fc.record({ latitude: text, longitude: text })),
  })
  .map(({ coordinates, ...rest }) => compact({ ...rest, ...coordinates }));

const routing = fc.record({
  setIdentifier: optional(text),
  weight: optional(fc.nat(255)),
  region: optional(text),
  failover: optional(fc.constantFrom('PRIMARY', 'SECONDARY')),
  multiValueAnswer: optional(fc.boolean()),
  geoLocation: optional(
    fc.record({
      continentCode: optional(text),
      countryCode: optional(text),
      subdivisionCode: optional(text),
    }),
  ),
  geoProximity: optional(geoProximity),
  healthCheckId: optional(text),
});

const content = fc.oneof(
  fc.record({ ttl: fc.nat(), values: fc.array(fc.string()) }),
  fc.record({
    alias: fc.record({ dnsName: text, hostedZoneId: text, evaluateTargetHealth: fc.boolean() }),
  }),
);

const recordSets: fc.Arbitrary<RecordSet> = fc
  .tuple(fc.record({ name: text, type: text }), content, routing)
  .map(([identity, body, { geoLocation, ...rest }]) =>
    compact({
      ...identity,
      ...body,
      ...rest,
      geoLocation: geoLocation && compact(geoLocation),
    }),
  ) as fc.Arbitrary<RecordSet>;

describe('a record set', () => {
  test('that is written and read back is the same, field by field', () => {
    fc.assert(
      fc.property(recordSets, (set) => {
        expect(toRecordSet(fromRecordSet(set))).toEqual(set);
      }),
    );
  });

  test('has no fields that were not set', () => {
    const plain = { name: 'a.example.', type: 'A', ttl: 60, values: ['192.0.2.1'] };

    expect(Object.keys(fromRecordSet(plain)).sort()).toEqual(['Name', 'ResourceRecords', 'TTL', 'Type']);
  });
});
