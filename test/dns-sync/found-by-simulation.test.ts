import { expect, test } from 'vitest';
import { createHarness, ingress } from './harness.ts';

/** Shrunk cases of test/simulation: each was a schedule that broke an invariant. */

test('a run that listed the cluster before a target changed does not put the old target back (I3)', async () => {
  let harness: ReturnType<typeof createHarness> | undefined;
  let armed = false;
  harness = createHarness({
    wrapZones: (zones) => ({
      ...zones,
      listRecordSets: async (zoneId, start, maxItems) => {
        if (armed && harness !== undefined) {
          armed = false;
          await harness.setStatus('web', [{ ip: '192.0.2.2' }]);
          await harness.hint('Ingress', 'web');
        }
        return zones.listRecordSets(zoneId, start, maxItems);
      },
    }),
  });
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }] }));
  await harness.sweep();
  armed = true;

  await harness.sweep();

  expect(harness.sets().find((set) => set.type === 'A')?.values).toEqual(['192.0.2.2']);
});
