import { describe, expect, test } from 'vitest';
import { EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, secret } from './api.ts';

const APP = `${EXTERNAL_SECRETS}/app`;

describe('resource versions', () => {
  test('one counter runs over all kinds, and a write without a change does not move it', async () => {
    const api = await openApi();
    const one = await api.post(SECRETS, secret('one'));
    const two = await api.post(EXTERNAL_SECRETS, externalSecret('two'));

    const same = await api.put(`${SECRETS}/one`, one.body);

    const [first, second] = [one, two].map((answer) => Number(answer.body.metadata.resourceVersion));
    expect(second).toBe((first ?? 0) + 1);
    expect(same.body).toEqual(one.body);
    expect(api.server.store.version).toBe(second);
  });

  test('a PUT with an old version is a conflict in the server’s words', async () => {
    const api = await openApi();
    const read = await api.post(SECRETS, secret('one'));
    await api.merge(`${SECRETS}/one`, { data: { a: 'YQ==' } });

    const { body } = await api.put(`${SECRETS}/one`, { ...read.body, data: { a: 'Yg==' } });

    expect(body).toMatchObject({
      kind: 'Status',
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on secrets "one": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'one', kind: 'secrets' },
    });
  });

  test('a PUT without version overwrites a Secret and is refused for a custom resource', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    const overwritten = await api.put(`${SECRETS}/one`, secret('one', { data: { a: 'YQ==' } }));
    const refused = await api.put(APP, externalSecret('app', { refreshInterval: '2h' }));

    expect(overwritten.status).toBe(200);
    expect(refused.body).toMatchObject({
      code: 422,
      message: expect.stringContaining(
        'metadata.resourceVersion: Invalid value: 0: must be specified for an update',
      ),
    });
  });

  test('a dry run answers like the real thing and changes nothing', async () => {
    const api = await openApi();

    const { status, body } = await api.post(`${SECRETS}?dryRun=All`, secret('one'));

    expect([status, body.metadata.name]).toEqual([201, 'one']);
    expect((await api.get(`${SECRETS}/one`)).status).toBe(404);
  });
});

describe('absent objects and namespaces', () => {
  test('an absent object, a taken name and an absent namespace have their own refusals', async () => {
    const api = await openApi();
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    const absent = await api.get(`${EXTERNAL_SECRETS}/none`);
    const taken = await api.post(EXTERNAL_SECRETS, externalSecret('app'));
    const nowhere = await api.post('/api/v1/namespaces/none/secrets', secret('one'));

    expect(absent.body).toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'externalsecrets.external-secrets.io "none" not found',
      details: { name: 'none', group: 'external-secrets.io', kind: 'externalsecrets' },
    });
    expect(taken.body).toMatchObject({ code: 409, reason: 'AlreadyExists' });
    expect(nowhere.body).toMatchObject({ code: 404, message: 'namespaces "none" not found' });
  });

  test('a kind that is not served is a plain 404, and a subresource that is left out names the real server', async () => {
    const api = await openApi();

    const unknown = await api.server.handle({ method: 'GET', path: '/apis/no.such/v1/things', headers: {} });
    const scale = await api.get('/apis/apps/v1/namespaces/auth/deployments/web/scale');

    expect(unknown).toMatchObject({ status: 404, body: '404 page not found\n' });
    expect(scale.body.message).toContain('npm start -- --real');
  });
});

describe('status and generation', () => {
  test('/status changes only the status, the object only the rest, and only a new spec is a new generation', async () => {
    const api = await openApi();
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    const status = { syncedResourceVersion: '1-x' };
    const first = await api.merge(`${APP}/status`, { status, spec: { refreshInterval: '9h' } });
    const second = await api.merge(APP, { status: null, spec: { refreshInterval: '2h' } });
    const third = await api.merge(APP, { metadata: { labels: { a: 'b' } } });

    expect(first.body).toMatchObject({
      spec: { refreshInterval: '1h' },
      status,
      metadata: { generation: 1 },
    });
    expect(second.body).toMatchObject({
      spec: { refreshInterval: '2h' },
      status,
      metadata: { generation: 2 },
    });
    expect(third.body.metadata.generation).toBe(2);
  });

  test('a status sent with a new object is dropped', async () => {
    const api = await openApi();

    const object = { ...externalSecret('app'), status: { syncedResourceVersion: 'x' } };
    const { body } = await api.post(EXTERNAL_SECRETS, object);

    expect(body.status).toBeUndefined();
  });
});

describe('deletion', () => {
  test('a dry run asked for in the body, as kubectl does, deletes nothing', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('kept'));

    const { status } = await api.delete(`${SECRETS}/kept`, { dryRun: ['All'] });

    expect(status).toBe(200);
    expect((await api.get(`${SECRETS}/kept`)).status).toBe(200);
  });

  test('preconditions that do not hold refuse it', async () => {
    const api = await openApi();
    const { body: created } = await api.post(SECRETS, secret('one'));

    const uid = await api.delete(`${SECRETS}/one`, { preconditions: { uid: 'other' } });
    const version = await api.delete(`${SECRETS}/one`, { preconditions: { resourceVersion: '1' } });
    const { uid: own, resourceVersion } = created.metadata;
    const right = await api.delete(`${SECRETS}/one`, { preconditions: { uid: own, resourceVersion } });

    expect(uid.body).toMatchObject({
      code: 409,
      message: expect.stringContaining('the UID in the precondition'),
    });
    expect(version.body).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(right.body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'one', uid: own },
    });
  });

  test('finalizers hold a deleted object until they are released, and none can be added', async () => {
    const api = await openApi();
    const object = { ...externalSecret('app'), metadata: { name: 'app', finalizers: ['a.b/c'] } };
    await api.post(EXTERNAL_SECRETS, object);

    const marked = await api.delete(APP);
    const added = await api.merge(APP, { metadata: { finalizers: ['a.b/c', 'd.e/f'] } });
    const released = await api.merge(APP, { metadata: { finalizers: null } });

    expect(marked.body.metadata).toMatchObject({
      deletionTimestamp: '2026-11-22T08:00:00Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    expect(added.body).toMatchObject({ code: 422, message: expect.stringContaining('no new finalizers') });
    expect(released.status).toBe(200);
    expect((await api.get(APP)).status).toBe(404);
  });
});

describe('patches', () => {
  const jsonPatch = async (operations: object[]) => {
    const api = await openApi();
    await api.post(SECRETS, secret('one', { data: { a: 'YQ==' } }));
    const response = await api.server.handle({
      method: 'PATCH',
      path: `${SECRETS}/one`,
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify(operations),
    });
    return { status: response.status, body: JSON.parse(response.body) };
  };

  test('a JSON patch adds, copies, moves, replaces and removes', async () => {
    const { body } = await jsonPatch([
      { op: 'test', path: '/data/a', value: 'YQ==' },
      { op: 'copy', from: '/data/a', path: '/data/b' },
      { op: 'move', from: '/data/a', path: '/data/c' },
      { op: 'replace', path: '/data/b', value: 'Yg==' },
      { op: 'add', path: '/metadata/labels', value: { 'x~y': '1' } },
      { op: 'remove', path: '/metadata/labels/x~0y' },
      { op: 'add', path: '/metadata/finalizers', value: ['a.b/c'] },
      { op: 'add', path: '/metadata/finalizers/-', value: 'd.e/f' },
    ]);

    expect(body.data).toEqual({ b: 'Yg==', c: 'YQ==' });
    expect(body.metadata.finalizers).toEqual(['a.b/c', 'd.e/f']);
    expect(body.metadata.labels).toBeUndefined();
  });

  test.each([
    ['a test that fails', { op: 'test', path: '/data/a', value: 'no' }],
    ['a path that is not there', { op: 'remove', path: '/data/none' }],
    ['an index beyond the list', { op: 'add', path: '/metadata/finalizers/4', value: 'a.b/c' }],
  ])('%s refuses the whole JSON patch', async (_name, operation) => {
    expect((await jsonPatch([operation])).status).toBe(422);
  });
});

describe('forks', () => {
  test('a fork has the same objects and goes its own way', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));
    const fork = api.server.fork();

    const gone = await fork.handle({ method: 'DELETE', path: `${SECRETS}/one`, headers: {} });

    expect(gone.status).toBe(200);
    expect((await api.get(`${SECRETS}/one`)).status).toBe(200);
    expect(fork.store.get('/secrets', 'auth/one')).toBeUndefined();
  });

  test('the same seed and requests give the same uids, another seed gives others', async () => {
    const uidIn = async (seed: string) =>
      (await (await openApi({ seed })).post(SECRETS, secret('x'))).body.metadata.uid;

    expect(await uidIn('a')).toBe(await uidIn('a'));
    expect(await uidIn('a')).not.toBe(await uidIn('b'));
  });
});

describe('hooks', () => {
  test('requests are counted by verb and resource, changes are told, faults answer in place', async () => {
    const changes: string[] = [];
    const api = await openApi({
      onChange: ({ type, kind }) => changes.push(`${type} ${kind}`),
      fault: ({ path }) => (path.includes('broken') ? { status: 503, headers: {}, body: '{}' } : undefined),
    });
    await api.post(SECRETS, secret('one'));
    await api.merge(`${SECRETS}/one`, { data: { a: 'YQ==' } });
    await api.merge(`${SECRETS}/one`, { data: { a: 'YQ==' } });

    const broken = await api.get(`${SECRETS}/broken`);

    expect(broken.status).toBe(503);
    expect(api.server.requests.get('patch secrets')).toBe(2);
    expect(changes.filter((change) => change.endsWith('/secrets'))).toEqual([
      'ADDED /secrets',
      'MODIFIED /secrets',
    ]);
  });
});
