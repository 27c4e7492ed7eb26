import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../lambdas/core/dns/endpoint.ts';
import type { RecordSet } from '../../../lambdas/core/dns/record-set.ts';
import type { Registry } from '../../../lambdas/core/dns/registry.ts';
import { apply, context, endpoint, observe, plan, registry, verbs } from './zone-model.ts';

/** What one object publishes in one state: the names stay, what stands behind them changes. */
type Face = 'address' | 'pair' | 'alias' | 'cname' | 'weighted' | 'latency';

const ALB = 'k8s-web-1.us-east-1.elb.amazonaws.com';
const FACES: readonly Face[] = ['address', 'pair', 'alias', 'cname', 'weighted', 'latency'];

function endpointsOf(name: string, face: Face, number: number): readonly Endpoint[] {
  const dnsName = `${name}.example.com`;
  const make = (changes: Partial<Endpoint>) =>
    endpoint(dnsName, { resource: `ingress/default/${name}`, ...changes });
  const ip = `192.0.2.${number}`;
  switch (face) {
    case 'address':
      return [make({ targets: [ip] })];
    case 'pair':
      return [make({ targets: [ip] }), make({ recordType: 'AAAA', targets: [`2001:db8::${number}`] })];
    case 'alias': {
      const alias = { hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: number % 2 === 0 };
      return (['A', 'AAAA'] as const).map((recordType) => make({ recordType, alias, targets: [ALB] }));
    }
    case 'cname':
      return [make({ recordType: 'CNAME', targets: [`target-${number}.example.org`] })];
    default: {
      const policy = face === 'weighted' ? ['aws/weight', String(number)] : ['aws/region', 'us-east-1'];
      const properties = Object.fromEntries([policy]);
      return ['blue', 'green'].map((setIdentifier) => make({ setIdentifier, properties, targets: [ip] }));
    }
  }
}

type State = readonly { readonly name: string; readonly face: Face; readonly number: number }[];

const state: fc.Arbitrary<State> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('web', 'api', 'x.deep', '*', 'mail'),
    face: fc.constantFrom(...FACES),
    number: fc.integer({ min: 1, max: 4 }),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);

const affixes: fc.Arbitrary<Partial<Registry['txt']>> = fc.constantFrom(
  {},
  { prefix: '_edns.%{record_type}.' },
  { suffix: '-edns' },
  { prefix: 'edns-', wildcardReplacement: 'any' },
  { prefix: 'x-', compat: '0.14' as const },
  { prefix: 'x-', compat: '0.16-0.21' as const },
);

/** Names and types, markers aside, with what stands behind them. */
function contents(sets: readonly RecordSet[]): readonly string[] {
  return sets
    .filter(({ type }) => type !== 'TXT')
    .map(({ name, type, setIdentifier, values, alias, weight, region }) =>
      JSON.stringify([name, type, setIdentifier, values ?? alias, weight, region]),
    )
    .sort();
}

describe('a zone that is led through any sequence of states', () => {
  it('is in each as if nothing had been before, marked, and at rest; and empty in the end', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 6 }), affixes, (states, affix) => {
        const using = context({ registry: registry(affix) });
        const foreign: RecordSet = {
          name: 'mail.example.com',
          type: 'TXT',
          ttl: 60,
          values: ['"v=spf1 -all"'],
        };
        let zone: readonly RecordSet[] = [foreign];
        for (const next of [...states, []]) {
          // A CNAME stands alone, so where somebody's TXT stands there can be none.
          const wanted = next.filter(({ name, face }) => !(name === 'mail' && face === 'cname'));
          const endpoints = wanted.flatMap(({ name, face, number }) => endpointsOf(name, face, number));
          zone = apply(plan({ endpoints }, zone, using), zone, using);

          const fresh = apply(plan({ endpoints }, [foreign], using), [foreign], using);
          expect(contents(zone)).toEqual(contents(fresh));
          expect(verbs(plan({ endpoints }, zone, using))).toEqual([]);
          const states = [...observe(zone, using).names.values()].flatMap(({ records }) => records);
          expect(states.every((record) => record.state === 'ours')).toBe(true);
          expect(zone).toContainEqual(foreign);
        }
        expect(zone).toEqual([foreign]);
      }),
      { numRuns: 50 },
    );
  });
});
