import { expect, test } from 'vitest';
import { EVENTS_PER_RUN_MAX } from '../../lambdas/core/bounds.ts';
import { recordEvent } from '../../lambdas/secret-sync/recorder.ts';
import type { Run } from '../../lambdas/secret-sync/run.ts';

const ABOUT = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  namespace: 'team',
  name: 'app',
  uid: 'u1',
  resourceVersion: '1',
};
const RECORD = {
  type: 'Normal',
  reason: 'Updated',
  message: 'Updated Secret',
  component: 'external-secrets',
  about: ABOUT,
} as const;

/** As much of a run as an Event needs, and how many it wrote. */
function createRun(dryRun = false): { readonly run: Run; readonly count: () => number } {
  let count = 0;
  const cluster = {
    create: async () => {
      count += 1;
    },
  };
  const run = { dryRun, deps: { cluster, clock: { now: () => 0 } } } as unknown as Run;
  return { run, count: () => count };
}

test('a run writes so many Events and no more, however much happens', async () => {
  const { run, count } = createRun();

  for (let index = 0; index < EVENTS_PER_RUN_MAX + 50; index += 1) await recordEvent(run, RECORD);

  expect(count()).toBe(EVENTS_PER_RUN_MAX);
});

test('a dry run writes none', async () => {
  const { run, count } = createRun(true);

  await recordEvent(run, RECORD);

  expect(count()).toBe(0);
});
