import { describe, expect, it } from 'vitest';
import { explainInvalidRouting, routingOf } from '../../../lambdas/core/dns/routing.ts';
import { apply, endpoint, plan, verbs } from './zone-model.ts';

function routed(properties: Readonly<Record<string, string>>, setIdentifier = 'x') {
  const named = Object.fromEntries(Object.entries(properties).map(([name, value]) => [`aws/${name}`, value]));
  return endpoint('web.example.com', { setIdentifier, properties: named });
}

describe('routing policies', () => {
  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['weight', { weight: '10' }, { weight: 10 }],
    ['a weight that is no number is 0', { weight: 'ten' }, { weight: 0 }],
    ['latency', { region: 'eu-west-1' }, { region: 'eu-west-1' }],
    [
      'failover with a health check',
      { failover: 'PRIMARY', 'health-check-id': 'h' },
      { failover: 'PRIMARY', healthCheckId: 'h' },
    ],
    ['multi-value by presence', { 'multi-value-answer': '' }, { multiValueAnswer: true }],
    [
      'a continent',
      { 'geolocation-continent-code': 'EU', 'geolocation-country-code': 'DE' },
      { geoLocation: { continentCode: 'EU' } },
    ],
    [
      'a country with a subdivision',
      { 'geolocation-country-code': 'US', 'geolocation-subdivision-code': 'NY' },
      { geoLocation: { countryCode: 'US', subdivisionCode: 'NY' } },
    ],
    [
      'proximity of a region, bias 0',
      { 'geoproximity-region': 'eu-west-1' },
      { geoProximity: { awsRegion: 'eu-west-1', bias: 0 } },
    ],
    [
      'proximity of coordinates',
      { 'geoproximity-coordinates': '1.5, 2.5', 'geoproximity-bias': '-5' },
      { geoProximity: { latitude: '1.5', longitude: '2.5', bias: -5 } },
    ],
    [
      'proximity of a local zone',
      { 'geoproximity-local-zone-group': 'z' },
      { geoProximity: { localZoneGroup: 'z', bias: 0 } },
    ],
  ])('%s', (_, properties, expected) => {
    expect(routingOf(routed(properties))).toEqual({ setIdentifier: 'x', ...(expected as object) });
    expect(explainInvalidRouting(routingOf(routed(properties)))).toBeUndefined();
  });

  it.each([
    ['two policies', routed({ weight: '1', failover: 'PRIMARY' }), /more than one routing policy/],
    ['a policy without set identifier', routed({ weight: '1' }, ''), /without a set-identifier/],
    ['a set identifier without policy', routed({}), /without a routing policy/],
    ['a weight of 256', routed({ weight: '256' }), /give 0 to 255/],
  ])('%s is refused', (_, wanted, message) => {
    expect(explainInvalidRouting(routingOf(wanted))).toMatch(message);
    expect(verbs(plan({ endpoints: [wanted] }, []))).toEqual([]);
  });

  it('the marker routes as its record does, follows a change, and goes with it', () => {
    const created = apply(plan({ endpoints: [routed({ weight: '1' })] }, []), []);
    expect(created.map(({ type, weight, setIdentifier }) => [type, weight, setIdentifier])).toEqual([
      ['A', 1, 'x'],
      ['TXT', 1, 'x'],
    ]);
    expect(verbs(plan({ endpoints: [routed({ weight: '1' })] }, created))).toEqual([]);
    const changed = apply(plan({ endpoints: [routed({ weight: '2' })] }, created), created);
    expect(changed.map(({ weight }) => weight)).toEqual([2, 2]);
    expect(apply(plan({}, changed), changed)).toEqual([]);
  });

  it('a simple record makes room for a routed one in the same batch', () => {
    const simple = apply(plan({ endpoints: [endpoint('web.example.com')] }, []), []);
    expect(verbs(plan({ endpoints: [routed({ weight: '1' })] }, simple))).toEqual([
      'replace web.example.com A',
      'create web.example.com A',
    ]);
  });

  it('one of two weighted sets goes without the other', () => {
    const both = [routed({ weight: '1' }, 'x'), routed({ weight: '2' }, 'y')];
    const zone = apply(plan({ endpoints: both }, []), []);
    const after = apply(plan({ endpoints: both.slice(1) }, zone), zone);
    expect(after.map(({ setIdentifier }) => setIdentifier)).toEqual(['y', 'y']);
  });
});
