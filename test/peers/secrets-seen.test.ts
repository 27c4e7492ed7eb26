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

it('counts a Secret that was written, and whether its content is another', () => {
  const before = new Map([['app', secret('1')]]);

  expect(compareSecrets(before, new Map([['app', secret('1')]]))).toEqual({ written: 0, changed: 0 });
  expect(compareSecrets(before, new Map([['app', secret('2')]]))).toEqual({ written: 1, changed: 0 });
  expect(compareSecrets(before, new Map([['app', secret('2', { a: 'Mg==' })]]))).toEqual({
    written: 1,
    changed: 1,
  });
  expect(compareSecrets(before, new Map())).toEqual({ written: 1, changed: 1 });
});
