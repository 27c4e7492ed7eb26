import { describe, expect, test } from 'vitest';
import { type Api, EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, START, secret } from './api.ts';

async function openWith(count: number, now: () => number = () => START): Promise<Api> {
  const api = await openApi({ now });
  for (let index = 0; index < count; index += 1) await api.post(SECRETS, secret(`s${index}`));
  return api;
}

const names = (body: { items: { metadata: { name: string } }[] }) =>
  body.items.map((item) => item.metadata.name);

describe('paged lists', () => {
  test('pages continue in order and show the state of the first page', async () => {
    const api = await openWith(5);

    const first = await api.get(`${SECRETS}?limit=2`);
    await api.delete(`${SECRETS}/s3`);
    const token = encodeURIComponent(first.body.metadata.continue);
    const second = await api.get(`${SECRETS}?limit=2&continue=${token}`);
    const last = await api.get(
      `${SECRETS}?limit=2&continue=${encodeURIComponent(second.body.metadata.continue)}`,
    );

    expect([names(first.body), names(second.body), names(last.body)]).toEqual([
      ['s0', 's1'],
      ['s2', 's3'],
      ['s4'],
    ]);
    expect([first, second].map(({ body }) => body.metadata.remainingItemCount)).toEqual([3, 1]);
    expect(last.body.metadata.continue).toBeUndefined();
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  test('a token that has expired is 410 with a token that goes on inconsistently', async () => {
    let now = START;
    const api = await openWith(5, () => now);
    const first = await api.get(`${SECRETS}?limit=2`);

    now += 5 * 60_000 + 1;
    await api.delete(`${SECRETS}/s2`);
    const expired = await api.get(
      `${SECRETS}?limit=2&continue=${encodeURIComponent(first.body.metadata.continue)}`,
    );
    const fresh = encodeURIComponent(expired.body.metadata.continue);
    const rest = await api.get(`${SECRETS}?continue=${fresh}`);

    expect(expired.body).toMatchObject({ code: 410, reason: 'Expired' });
    expect(names(rest.body)).toEqual(['s3', 's4']);
  });

  test('a compaction ends all views', async () => {
    const api = await openWith(5);
    const first = await api.get(`${SECRETS}?limit=2`);

    api.server.compact();

    const { status } = await api.get(
      `${SECRETS}?limit=2&continue=${encodeURIComponent(first.body.metadata.continue)}`,
    );
    expect(status).toBe(410);
  });

  test('a version from the future is 504, a token that is none 400', async () => {
    const api = await openWith(1);

    const future = await api.get(`${SECRETS}?resourceVersion=99999`);
    const broken = await api.get(`${SECRETS}?continue=abc`);

    expect(future.body).toMatchObject({ code: 504, reason: 'Timeout', details: { retryAfterSeconds: 1 } });
    expect(broken.status).toBe(400);
  });
});

describe('selectors', () => {
  test.each([
    ['a=1', ['x']],
    ['a==1,b=2', ['x']],
    ['a!=1', ['y', 'z']],
    ['a in (1,3)', ['x', 'y']],
    ['a notin (1,3)', ['z']],
    ['b', ['x']],
    ['!b', ['y', 'z']],
  ])('labelSelector %s', async (selector, expected) => {
    const api = await openApi();
    const labels = { x: { a: '1', b: '2' }, y: { a: '3' }, z: {} };
    for (const [name, own] of Object.entries(labels))
      await api.post(SECRETS, { metadata: { name, labels: own } });

    const { body } = await api.get(`${SECRETS}?labelSelector=${encodeURIComponent(selector)}`);

    expect(names(body)).toEqual(expected);
  });

  test('fieldSelector takes names and the fields that the definition makes selectable', async () => {
    const api = await openApi();
    await api.post(EXTERNAL_SECRETS, externalSecret('one', { target: { name: 'x' } }));
    await api.post(EXTERNAL_SECRETS, externalSecret('two'));

    const byName = await api.get(`${EXTERNAL_SECRETS}?fieldSelector=metadata.name%3Dtwo`);
    const byField = await api.get(`${EXTERNAL_SECRETS}?fieldSelector=spec.target.name%3Dx`);
    const unknown = await api.get(`${EXTERNAL_SECRETS}?fieldSelector=spec.other%3Dx`);

    expect([names(byName.body), names(byField.body)]).toEqual([['two'], ['one']]);
    expect(unknown.body).toMatchObject({ code: 400, message: 'field label not supported: spec.other' });
  });
});

describe('forms of an answer', () => {
  const as = async (api: Api, path: string, accept: string) =>
    JSON.parse((await api.server.handle({ method: 'GET', path, headers: { accept } })).body);

  test('items of built-in kinds do not say their kind, custom ones do', async () => {
    const api = await openWith(1);
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    const builtin = (await api.get(SECRETS)).body;
    const custom = (await api.get(EXTERNAL_SECRETS)).body;

    expect([builtin.kind, builtin.items[0].kind]).toEqual(['SecretList', undefined]);
    expect([custom.kind, custom.items[0].kind]).toEqual(['ExternalSecretList', 'ExternalSecret']);
  });

  test('metadata alone', async () => {
    const api = await openWith(1);

    const body = await as(api, SECRETS, 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');

    expect(body.kind).toBe('PartialObjectMetadataList');
    expect(Object.keys(body.items[0])).toEqual(['kind', 'apiVersion', 'metadata']);
  });

  test('a table with the columns of the definition', async () => {
    const api = await openApi();
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));
    const condition = { type: 'Ready', status: 'True', reason: 'SecretSynced' };
    await api.merge(`${EXTERNAL_SECRETS}/app/status`, { status: { conditions: [condition] } });

    const body = await as(api, EXTERNAL_SECRETS, 'application/json;as=Table;v=v1;g=meta.k8s.io');

    expect(body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
      'Name',
      'StoreType',
      'Store',
      'Refresh Interval',
      'Status',
      'Ready',
      'Last Sync',
    ]);
    const cells = ['app', 'ClusterSecretStore', 'aws-ssm', '1h', 'SecretSynced', 'True', null];
    expect(body.rows[0].cells).toEqual(cells);
  });

  test('a table of an Ingress shows hosts, address and ports', async () => {
    const api = await openApi();
    const ingresses = '/apis/networking.k8s.io/v1/namespaces/auth/ingresses';
    const rules = ['a', 'b', 'c', 'd'].map((host) => ({ host }));
    await api.post(ingresses, {
      metadata: { name: 'web' },
      spec: { ingressClassName: 'alb', rules, tls: [{}] },
    });
    const status = { loadBalancer: { ingress: [{ hostname: 'x.elb.amazonaws.com' }] } };
    await api.merge(`${ingresses}/web/status`, { status });

    const body = await as(api, ingresses, 'application/json;as=Table;v=v1;g=meta.k8s.io');

    expect(body.rows[0].cells.slice(0, 5)).toEqual([
      'web',
      'alb',
      'a,b,c + 1 more...',
      'x.elb.amazonaws.com',
      '80, 443',
    ]);
  });
});
