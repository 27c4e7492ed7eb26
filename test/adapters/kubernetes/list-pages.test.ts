import { expect, test } from 'vitest';
import { ItemMemory } from '../../../lambdas/adapters/kubernetes/item-memory.ts';
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

test.each(['{}', 'null', '[]', '{"items":[]}', '{"kind":"Status","metadata":{}}'])(
  'an answer that is no list (%s) is no empty list',
  async (body) => {
    for (const memory of [undefined, new ItemMemory()]) {
      const reading = readList(INGRESS, async () => body, { pagesMax: 5, memory });

      await expect(reading).rejects.toMatchObject({ code: 'InvalidAnswer', subject: 'ingresses' });
    }
  },
);
