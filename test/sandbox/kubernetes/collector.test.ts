import { describe, expect, test } from 'vitest';
import { type Api, EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, secret } from './api.ts';

async function createOwned(
  api: Api,
  owner: { uid: string; name?: string },
  extra: object = {},
): Promise<void> {
  const reference = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    name: 'app',
    ...owner,
    ...extra,
  };
  await api.post(SECRETS, { ...secret('owned'), metadata: { name: 'owned', ownerReferences: [reference] } });
}

async function openWithOwner(): Promise<{ api: Api; uid: string }> {
  const api = await openApi();
  const { body } = await api.post(EXTERNAL_SECRETS, externalSecret('app'));
  return { api, uid: body.metadata.uid };
}

const exists = async (api: Api) => (await api.get(`${SECRETS}/owned`)).status === 200;

describe('the garbage collector', () => {
  test('runs only when told', async () => {
    const { api, uid } = await openWithOwner();
    await createOwned(api, { uid });
    await api.delete(`${EXTERNAL_SECRETS}/app`);

    expect(await exists(api)).toBe(true);
    expect(api.server.collectGarbage()).toBe(1);
    expect(await exists(api)).toBe(false);
  });

  test('knows owners by uid: one recreated under its name is another', async () => {
    const { api, uid } = await openWithOwner();
    await createOwned(api, { uid });
    await api.delete(`${EXTERNAL_SECRETS}/app`);
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    api.server.collectGarbage();

    expect(await exists(api)).toBe(false);
  });

  test('an owner in another namespace counts as absent', async () => {
    const { api } = await openWithOwner();
    const elsewhere = EXTERNAL_SECRETS.replace('/auth/', '/default/');
    const { body } = await api.post(elsewhere, externalSecret('other'));
    await createOwned(api, { uid: body.metadata.uid, name: 'other' });

    api.server.collectGarbage();

    expect(await exists(api)).toBe(false);
  });

  test('what has no owner, or one that lives, stays', async () => {
    const { api, uid } = await openWithOwner();
    await createOwned(api, { uid });
    await api.post(SECRETS, secret('free'));

    expect(api.server.collectGarbage()).toBe(0);
  });

  test('orphaning an owner takes its reference off what it owned', async () => {
    const { api, uid } = await openWithOwner();
    await createOwned(api, { uid });

    await api.delete(`${EXTERNAL_SECRETS}/app`, { propagationPolicy: 'Orphan' });
    api.server.collectGarbage();

    const { body } = await api.get(`${SECRETS}/owned`);
    expect(body.metadata.ownerReferences).toBeUndefined();
    expect((await api.get(`${EXTERNAL_SECRETS}/app`)).status).toBe(404);
  });

  test('in the foreground what is owned goes first', async () => {
    const gone: string[] = [];
    const api = await openApi({
      onChange: ({ type, kind }) => {
        if (type === 'DELETED') gone.push(kind);
      },
    });
    const { body } = await api.post(EXTERNAL_SECRETS, externalSecret('app'));
    await createOwned(api, { uid: body.metadata.uid }, { blockOwnerDeletion: true });

    await api.delete(`${EXTERNAL_SECRETS}/app`, { propagationPolicy: 'Foreground' });
    api.server.collectGarbage();

    expect(gone).toEqual(['/secrets', 'external-secrets.io/externalsecrets']);
  });

  test('a namespace that is deleted takes nothing new, is emptied, and goes when nothing holds it', async () => {
    const { api } = await openWithOwner();
    await api.merge(`${EXTERNAL_SECRETS}/app`, { metadata: { finalizers: ['a.b/c'] } });
    await api.post(SECRETS, secret('one'));

    const deleted = await api.delete('/api/v1/namespaces/auth');
    const refused = await api.post(SECRETS, secret('two'));
    api.server.collectGarbage();
    const held = await api.get('/api/v1/namespaces/auth');
    await api.merge(`${EXTERNAL_SECRETS}/app`, { metadata: { finalizers: null } });
    api.server.collectGarbage();

    expect(deleted.body.status.phase).toBe('Terminating');
    expect(refused.body).toMatchObject({
      code: 403,
      details: { causes: [{ reason: 'NamespaceTerminating' }] },
    });
    expect(held.status).toBe(200);
    expect((await api.get('/api/v1/namespaces/auth')).status).toBe(404);
  });
});
