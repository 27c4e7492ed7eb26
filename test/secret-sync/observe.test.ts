import { describe, expect, it } from 'vitest';
import { createSyncedWorld } from './world.ts';

describe('a sweep', () => {
  it('never reports an ExternalSecret with refreshInterval 1m and no refreshPolicy as not due', async () => {
    const world = await createSyncedWorld({ refreshInterval: '1m' });

    for (let minute = 0; minute < 5; minute += 1) {
      world.clock.advance(60_000);
      if (minute === 2) world.restart();
      const report = await world.sweep();
      expect(report.map(({ reason }) => reason)).not.toContain('NotDue');
    }
  });

  it('reads a Secret once while its versions stand, and again before the values of one that moved', async () => {
    const world = await createSyncedWorld();
    const secretReads = () =>
      world.requests.splice(0).filter(({ method, path }) => method === 'GET' && path.includes('/secrets/'));
    world.requests.splice(0);
    await world.sweep();
    expect(secretReads()).toHaveLength(1);

    world.put('/app/a', 'two');
    await world.sweep();

    expect(secretReads()).toHaveLength(2);
    expect((await world.secret())?.text).toEqual({ a: 'two' });
  });

  it('writes over what a person changed between the two looks, not over what it saw first', async () => {
    const world = await createSyncedWorld();
    world.put('/app/a', 'two');
    let looks = 0;
    world.before = async (request) => {
      if (request.method !== 'GET' || !request.path.includes('/secrets/')) return undefined;
      looks += 1;
      if (looks === 2) {
        const patch = { metadata: { labels: { mine: 'kept' } } };
        await world.api.patch(
          { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true },
          { namespace: 'team', name: 'app' },
          patch,
        );
      }
      return undefined;
    };

    await world.sweep();

    const secret = await world.secret();
    expect(secret?.text).toEqual({ a: 'two' });
    expect(secret?.metadata.labels?.['mine']).toBe('kept');
    // One PUT: nothing was lost to a conflict.
    expect(
      world.writes.filter((write) => write.startsWith('PUT') && write.includes('/secrets/')),
    ).toHaveLength(1);
  });
});
