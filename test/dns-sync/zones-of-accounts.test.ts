import { describe, expect, it, test } from 'vitest';
import { type ForeignZone, joinAccounts } from '../../lambdas/adapters/route53-accounts.ts';
import type { HostedZones } from '../../lambdas/core/aws-ports.ts';
import { TerminalError } from '../../lambdas/core/errors.ts';
import { METRIC } from '../../lambdas/core/metrics.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { createManualClock } from '../fakes/clock.ts';
import { createFakeHostedZones } from '../fakes/hosted-zones.ts';
import { createHarness, ingress } from './harness.ts';

const SHARED = {
  id: 'Z0SHARED',
  name: 'shared.example.com',
  private: false,
  role: 'arn:aws:iam::444455556666:role/zones',
};

/** Another account with one zone. */
function createAccount() {
  const clock = createManualClock(0);
  const zones = createFakeHostedZones({ clock, insyncAfterMs: 0 });
  addHostedZone(zones.model.state, { id: SHARED.id, name: SHARED.name });
  return { zones, clock };
}

const ROLES = { ids: [], type: 'any', tags: [], matchParent: false, roles: [SHARED] } as const;

function harnessWith(port: HostedZones) {
  const foreign: readonly ForeignZone[] = [{ zone: SHARED, port }];
  return createHarness({
    config: { zones: ROLES },
    wrapZones: (own) => joinAccounts(own, foreign),
  });
}

const pair = (name: string) => ingress(name, { status: [{ ip: '192.0.2.1' }] });

describe('a zone of another account', () => {
  it('gets the names below it, and the own account the others', async () => {
    const { zones } = createAccount();
    const harness = harnessWith(zones);
    await harness.create(pair('web'));
    await harness.create(
      ingress('api', { hosts: ['api.shared.example.com'], status: [{ ip: '192.0.2.2' }] }),
    );

    await harness.sweep();

    expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
    const written = zones.calls.filter(({ action }) => action === 'ChangeResourceRecordSets');
    expect(JSON.stringify(written)).toContain('api.shared.example.com');
    expect(written).toHaveLength(1);
  });

  it('whose role is refused costs only its own names: they go to no other zone, and nothing is deleted', async () => {
    const denied = (subject: string) =>
      Promise.reject(new TerminalError('not authorized to assume', { code: 'AccessDenied', subject }));
    const { zones } = createAccount();
    const harness = harnessWith({ ...zones, listRecordSets: denied });
    await harness.create(pair('web'));
    await harness.create(
      ingress('api', { hosts: ['api.shared.example.com'], status: [{ ip: '192.0.2.2' }] }),
    );

    const { entries } = await harness.invoke({ action: 'resync' });

    expect(harness.names()).toEqual(['a-web.example.com TXT', 'web.example.com A']);
    expect(entries).toContainEqual(
      expect.objectContaining({ subject: SHARED.id, action: 'failed', reason: 'AccessDenied' }),
    );
    expect(harness.counters.get(METRIC.observationIncomplete)).toBe(1);
  });
});

describe('one port over several accounts', () => {
  it('lists zones of others from the configuration, and one of both once', async () => {
    const own = createFakeHostedZones({ clock: createManualClock(0) });
    addHostedZone(own.model.state, { id: 'Z0OWN', name: 'example.com' });
    addHostedZone(own.model.state, { id: SHARED.id, name: SHARED.name });
    const { zones } = createAccount();

    const listed = await joinAccounts(own, [{ zone: SHARED, port: zones }]).listZones();

    expect(listed.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'Z0OWN example.com',
      'Z0SHARED shared.example.com',
    ]);
    expect(zones.calls).toEqual([]);
  });

  it('asks for tags, and for the state of a change, where the zone is', async () => {
    const own = createFakeHostedZones({ clock: createManualClock(0) });
    addHostedZone(own.model.state, { id: 'Z0OWN', name: 'example.com' });
    const { zones } = createAccount();
    const joined = joinAccounts(own, [{ zone: SHARED, port: zones }]);
    const recordSet = { name: 'a.shared.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'] };

    const tags = await joined.listZoneTags(['Z0OWN', SHARED.id]);
    const { changeId } = await joined.change(SHARED.id, [{ action: 'CREATE', recordSet }], 'test');
    const status = await joined.changeStatus(changeId);

    expect([...tags.keys()].sort()).toEqual(['Z0OWN', SHARED.id]);
    expect(status).toBe('INSYNC');
    expect(own.calls.map(({ action }) => action)).toEqual(['ListTagsForResources']);
  });
});

test('without zones of other accounts the port is the own one', () => {
  const own = createFakeHostedZones({ clock: createManualClock(0) });

  expect(joinAccounts(own, [])).toBe(own);
});
