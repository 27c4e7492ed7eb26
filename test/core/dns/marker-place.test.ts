import { expect, test } from 'vitest';
import { refuseName } from '../../../lambdas/core/dns/marker-place.ts';
import type { ObservedRecord, ObservedZone } from '../../../lambdas/core/dns/observed-zone.ts';
import { DNS_REASON } from '../../../lambdas/core/dns/reasons.ts';

const MARKER = 'a-web.example.com';

/** Zone example.com with a record set of this type, which is not ours, at the marker's name. */
function zoneWith(type: string): ObservedZone {
  const set = { name: `${MARKER}.`, type, ttl: 60, values: ['elsewhere.example.net'] };
  const record: ObservedRecord = {
    set,
    name: MARKER,
    type,
    setIdentifier: '',
    state: 'unowned',
    labels: undefined,
    markers: [],
  };
  const zone = { id: 'Z1', name: 'example.com', private: false };
  const names = new Map([[MARKER, { records: [record], others: [] }]]);
  return { zone, names, txt: new Map(), complete: true };
}

test('no marker can stand where a CNAME stands, and Route 53 would refuse the whole batch', () => {
  const refusal = refuseName(MARKER, zoneWith('CNAME'), { name: 'web.example.com' });

  expect(refusal).toMatchObject({ reason: DNS_REASON.markerNameTaken });
  expect(refuseName(MARKER, zoneWith('A'), { name: 'web.example.com' })).toBeUndefined();
});
