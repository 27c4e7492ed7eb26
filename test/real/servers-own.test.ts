import { expect, test } from 'vitest';
import { isServersOwn } from './servers-own.ts';

const V1 = { apiVersion: 'v1' };

test('the Service of the API server and Events of its repairs are its own, those of functions are not', () => {
  const event = { ...V1, kind: 'Event', metadata: { namespace: 'default', name: 'b.18ea96f88d4e9037' } };
  const service = { ...V1, kind: 'Service', metadata: { namespace: 'default', name: 'kubernetes' } };

  expect(isServersOwn(service)).toBe(true);
  expect(isServersOwn({ ...service, metadata: { namespace: 'auth', name: 'kubernetes' } })).toBe(false);
  expect(isServersOwn({ ...event, reportingComponent: 'ipallocator-repair-controller' })).toBe(true);
  expect(isServersOwn({ ...event, reportingComponent: 'sluice' })).toBe(false);
});
