import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../lambdas/adapters/kubernetes/client.ts';
import { identifyItem, splitPage } from '../../../lambdas/adapters/kubernetes/page-items.ts';
import type { KubernetesObject, ResourceType } from '../../../lambdas/core/kubernetes.ts';
import { EXTERNAL_SECRET, INGRESS } from '../../../lambdas/core/resources.ts';

/** Pages as the API server writes them: custom resources with sorted keys, its own types in the struct's order. */
const CUSTOM: ResourceType = { ...EXTERNAL_SECRET, version: 'v1' };
type Item = Readonly<Record<string, unknown>>;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function customPage(items: readonly Item[], resourceVersion = '9'): string {
  const kind = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' };
  const list = { ...kind, kind: 'ExternalSecretList', items: items.map((item) => ({ ...kind, ...item })) };
  return `${JSON.stringify(sorted({ ...list, metadata: { resourceVersion, continue: '' } }))}\n`;
}

function ownPage(items: readonly Item[]): string {
  const metadata = { resourceVersion: '9' };
  return `${JSON.stringify({ kind: 'IngressList', apiVersion: 'networking.k8s.io/v1', metadata, items })}\n`;
}

function partsOf(text: string, type: ResourceType): readonly string[] | undefined {
  return splitPage(text, type)?.items.map(({ start, end }) => text.slice(start, end));
}

/** Texts that look like the seams a page is cut at. */
const treacherous = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '},{"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","metadata":{',
    '},{"metadata":{"name":"x","uid":"u-0","resourceVersion":"1"',
    '"resourceVersion":"1","uid":"u-1"},"spec":',
    '],"kind":"',
    ']}',
    '"items":[',
  ),
);
const labels = fc.dictionary(fc.constantFrom('uid', 'resourceVersion', 'name', 'spec', 'items'), treacherous);
const item = fc.record({
  annotations: labels,
  labels,
  spec: fc.dictionary(treacherous, fc.oneof(treacherous, fc.array(treacherous), labels)),
});
const objects = fc.array(item, { minLength: 1, maxLength: 6 }).map((drawn) =>
  drawn.map((one, index) => ({
    metadata: {
      name: `n${index}`,
      namespace: 'default',
      uid: `u-${index}`,
      resourceVersion: String(100 + index),
      labels: one.labels,
      annotations: one.annotations,
    },
    spec: one.spec,
  })),
);

describe('a page is cut where its objects end', () => {
  it('for custom resources, whatever their annotations and fields hold', () => {
    fc.assert(
      fc.property(objects, (items) => {
        const text = customPage(items);
        const parts = partsOf(text, CUSTOM) ?? [];
        expect(parts.map((part) => JSON.parse(part))).toEqual(JSON.parse(text).items);
      }),
    );
  });

  it('for the types of the API server itself', () => {
    fc.assert(
      fc.property(objects, (items) => {
        const parts = partsOf(ownPage(items), INGRESS) ?? [];
        expect(parts.map((part) => JSON.parse(part))).toEqual(items);
      }),
    );
  });

  it('and uid and resourceVersion are those the server wrote, not those somebody put into annotations', () => {
    fc.assert(
      fc.property(objects, (items) => {
        for (const [text, type] of [
          [customPage(items), CUSTOM],
          [ownPage(items), INGRESS],
        ] as const) {
          const found = splitPage(text, type)?.items.map((span) => identifyItem(text, span));
          const expected = items.map(({ metadata: { uid, resourceVersion } }) => ({ uid, resourceVersion }));
          expect(found).toEqual(expected);
        }
      }),
    );
  });

  it('not when the list is empty or written in another way', () => {
    expect(splitPage(customPage([]), CUSTOM)).toBeUndefined();
    expect(splitPage(JSON.stringify({ items: [{ kind: 'ExternalSecret' }] }), CUSTOM)).toBeUndefined();
    expect(splitPage('{"kind":"Status"}', CUSTOM)).toBeUndefined();
  });
});

function lists(...texts: readonly string[]) {
  const left = [...texts];
  const body = (): string => left.shift() ?? '{"items":[]}';
  const cluster = createCluster(async () => ({ status: 200, headers: {}, body: body() }));
  return async (type = CUSTOM): Promise<readonly KubernetesObject[]> => (await cluster.list(type)).items;
}

function made(name: string, resourceVersion: string, value = 'a'): Item {
  const metadata = { name, namespace: 'default', uid: `uid-${name}`, resourceVersion };
  return { metadata, spec: { value } };
}

describe('what was listed before is not parsed again', () => {
  it('while uid and resourceVersion are the same', async () => {
    const page = customPage([made('a', '1'), made('b', '2')]);
    const list = lists(page, customPage([made('a', '1'), made('b', '3', 'new')]));
    const [first, second] = [await list(), await list()];
    expect(second[0]).toBe(first[0]);
    expect(second[1]).toMatchObject({ metadata: { resourceVersion: '3' }, spec: { value: 'new' } });
  });

  it('but an object made anew under its name is another one', async () => {
    const anew = {
      metadata: { ...(made('a', '1')['metadata'] as Item), uid: 'uid-z' },
      spec: { value: 'z' },
    };
    const list = lists(customPage([made('a', '1')]), customPage([anew]));
    await list();
    expect((await list())[0]).toMatchObject({ metadata: { uid: 'uid-z' }, spec: { value: 'z' } });
  });

  it('and what has gone from a list is forgotten', async () => {
    const list = lists(
      customPage([made('a', '1')]),
      customPage([made('b', '1')]),
      customPage([made('a', '1')]),
    );
    const [first] = await list();
    await list();
    const [again] = await list();
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });

  it('and a list that fails leaves what was known', async () => {
    const page = customPage([made('a', '1')]);
    const list = lists(page, `${page.slice(0, -4)}`, page);
    const [first] = await list();
    await expect(list()).rejects.toMatchObject({ code: 'InvalidAnswer' });
    expect((await list())[0]).toBe(first);
  });
});

it('a page that ends anywhere before its end is no list, even when its objects are known', async () => {
  const page = ownPage([made('a', '1'), made('b', '2')]);
  for (let length = page.indexOf('"items"'); length < page.length - 2; length += 1) {
    const list = lists(page, page.slice(0, length));
    await list(INGRESS);
    await expect(list(INGRESS), `cut at ${length}`).rejects.toMatchObject({ code: 'InvalidAnswer' });
  }
});
