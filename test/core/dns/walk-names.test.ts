import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../../lambdas/core/dns/endpoint.ts';
import type { ObservedName } from '../../../lambdas/core/dns/observed-zone.ts';
import { walkNames } from '../../../lambdas/core/dns/walk-names.ts';

const anyName = fc.constantFrom('a.x', 'b.x', 'b-1.x', 'b-10.x', 'b-2.x', '*.x', 'z.x', 'ä.x', '\u{1f600}.x');

test('every name that is asked for or there is visited once, sorted, with what is asked for in its order', () => {
  fc.assert(
    fc.property(fc.array(anyName), fc.uniqueArray(anyName), (wanted, there) => {
      const endpoints = wanted.map(endpoint);
      const names = new Map(there.map((name) => [name, observed(name)]));
      const visits: [string, readonly Endpoint[], readonly string[]][] = [];

      walkNames(endpoints, names, (name, candidates, found) =>
        visits.push([name, candidates, found.others.map((set) => set.name)]),
      );

      const expected = [...new Set([...wanted, ...there])].sort();
      expect(visits).toEqual(
        expected.map((name) => [
          name,
          endpoints.filter(({ dnsName }) => dnsName === name),
          there.filter((one) => one === name),
        ]),
      );
      expect(endpoints).toEqual(wanted.map(endpoint));
    }),
  );
});

function endpoint(dnsName: string, index: number): Endpoint {
  const targets = ['192.0.2.1'];
  return {
    dnsName,
    recordType: 'A',
    targets,
    setIdentifier: '',
    resource: `ingress/x/${index}`,
    properties: {},
  };
}

function observed(name: string): ObservedName {
  return { records: [], others: [{ name, type: 'NS' }] };
}
