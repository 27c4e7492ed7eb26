import { describe, expect, test } from 'vitest';
import { type Api, EXTERNAL_SECRETS, externalSecret, openApi } from './api.ts';

const SERVICES = '/api/v1/namespaces/auth/services';

async function patch(api: Api, path: string, body: object) {
  const headers = { 'content-type': 'application/strategic-merge-patch+json' };
  const response = await api.server.handle({ method: 'PATCH', path, headers, body: JSON.stringify(body) });
  return { status: response.status, body: JSON.parse(response.body) };
}

async function openWithService(): Promise<Api> {
  const api = await openApi();
  await api.post(SERVICES, {
    metadata: { name: 'web', labels: { a: 'b' }, finalizers: ['a.b/c'] },
    spec: {
      selector: { app: 'web' },
      ports: [
        { name: 'http', port: 80 },
        { name: 'admin', port: 81 },
      ],
    },
  });
  return api;
}

describe('strategic merge patches, which kubectl apply and edit send for built-in kinds', () => {
  test('join keyed lists, and a directive deletes an item', async () => {
    const api = await openWithService();

    const ports = [
      { name: 'https', port: 443 },
      { port: 81, $patch: 'delete' },
    ];
    const { body } = await patch(api, `${SERVICES}/web`, {
      spec: { '$setElementOrder/ports': [{ port: 80 }, { port: 443 }], ports },
    });

    expect(body.spec.ports.map(({ name, port }: { name: string; port: number }) => [name, port])).toEqual([
      ['http', 80],
      ['https', 443],
    ]);
  });

  test('join maps, and directives replace a map, keep some of its keys, or take values out of a list', async () => {
    const api = await openWithService();

    const replaced = await patch(api, `${SERVICES}/web`, {
      metadata: { labels: { a: null, c: 'd' }, '$deleteFromPrimitiveList/finalizers': ['a.b/c'] },
      spec: { selector: { $patch: 'replace', x: 'y' } },
    });
    const retained = await patch(api, `${SERVICES}/web`, {
      metadata: { labels: { $retainKeys: ['e'], e: 'f' } },
    });

    expect(replaced.body.metadata.labels).toEqual({ c: 'd' });
    expect(replaced.body.metadata.finalizers).toBeUndefined();
    expect(replaced.body.spec.selector).toEqual({ x: 'y' });
    expect(retained.body.metadata.labels).toEqual({ e: 'f' });
  });

  test('are refused for custom resources, as kubectl expects', async () => {
    const api = await openApi();
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    const { status, body } = await patch(api, `${EXTERNAL_SECRETS}/app`, { spec: {} });

    expect([status, body.reason]).toEqual([415, 'UnsupportedMediaType']);
  });

  test('of lists whose joining the sandbox does not know are refused, naming what works', async () => {
    const api = await openApi();
    const pods = '/api/v1/namespaces/auth/pods';
    await api.post(pods, { metadata: { name: 'web' }, spec: { containers: [{ name: 'a' }] } });

    const { status, body } = await patch(api, `${pods}/web`, { spec: { containers: [{ name: 'b' }] } });

    expect(status).toBe(501);
    expect(body.message).toContain('--type merge or json');
  });
});
