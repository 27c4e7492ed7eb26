import { expect, it } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { compareSecrets } from './secrets-seen.ts';

function secret(resourceVersion: string, data: object = { a: 'MQ==' }): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'app', resourceVersion },
    data,
  } as KubernetesObject;
}

it('names a Secret that was written, and one whose content is another', () => {
  const before = new Map([['team/app', secret('1')]]);

  expect(compareSecrets(before, new Map([['team/app', secret('1')]]))).toEqual({ written: [], changed: [] });
  expect(compareSecrets(before, new Map([['team/app', secret('2')]]))).toEqual({
    written: ['team/app'],
    changed: [],
  });
  expect(compareSecrets(before, new Map([['team/app', secret('2', { a: 'Mg==' })]]))).toEqual({
    written: ['team/app'],
    changed: ['team/app'],
  });
});

it('names a Secret that was made, and one that is gone', () => {
  const both = { written: ['team/app'], changed: ['team/app'] };
  const there = new Map([['team/app', secret('1')]]);

  expect(compareSecrets(there, new Map())).toEqual(both);
  expect(compareSecrets(new Map(), there)).toEqual(both);
});
