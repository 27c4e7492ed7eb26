import { expect, test } from 'vitest';
import { readList } from '../../../lambdas/adapters/kubernetes/list-pages.ts';
import { INGRESS } from '../../../lambdas/core/resources.ts';

test('a list that never ends is given up after the pages it may have', async () => {
  let asked = 0;
  const endless = async () => {
    asked += 1;
    return JSON.stringify({ kind: 'IngressList', metadata: { continue: `page-${asked}` }, items: [] });
  };

  const reading = readList(INGRESS, endless, { pagesMax: 5, memory: undefined });

  await expect(reading).rejects.toMatchObject({ code: 'ListTooLong' });
  expect(asked).toBe(5);
});
