import { describe, expect, test } from 'vitest';
import { type Api, EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, secret } from './api.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const SYNC = { username: 'aws:sync', groups: ['sluice:secrets', 'system:authenticated'] };

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

async function openWith(rules: readonly Rule[], bound: 'namespace' | 'cluster' = 'namespace'): Promise<Api> {
  const api = await openApi({ rbac: true });
  const roleRef = { kind: 'ClusterRole', name: 'sluice', apiGroup: 'rbac.authorization.k8s.io' };
  const binding = {
    metadata: { name: 'sluice' },
    roleRef,
    subjects: [{ kind: 'Group', name: 'sluice:secrets' }],
  };
  await api.post(`${RBAC}/clusterroles`, { metadata: { name: 'sluice' }, rules });
  if (bound === 'cluster') await api.post(`${RBAC}/clusterrolebindings`, binding);
  else await api.post(`${RBAC}/namespaces/auth/rolebindings`, binding);
  return api.as(SYNC);
}

describe('RBAC', () => {
  test('nothing is allowed that no role grants, and the refusal says who may not do what where', async () => {
    const api = await openWith([]);

    const one = await api.get(`${SECRETS}/app`);
    const all = await api.get('/api/v1/secrets');
    const status = await api.merge(`${EXTERNAL_SECRETS}/app/status`, {});

    expect(one.body).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        'secrets "app" is forbidden: User "aws:sync" cannot get resource "secrets" in API group "" in the namespace "auth"',
      details: { name: 'app', kind: 'secrets' },
    });
    expect(all.body.message).toBe(
      'secrets is forbidden: User "aws:sync" cannot list resource "secrets" in API group "" at the cluster scope',
    );
    expect(status.body.message).toContain('cannot patch resource "externalsecrets/status" in API group');
  });

  test('a RoleBinding grants in its namespace only, a ClusterRoleBinding everywhere', async () => {
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }];

    const local = await openWith(rules);
    const everywhere = await openWith(rules, 'cluster');

    expect((await local.get(SECRETS)).status).toBe(200);
    expect((await local.get('/api/v1/namespaces/default/secrets')).status).toBe(403);
    expect((await everywhere.get('/api/v1/secrets')).status).toBe(200);
  });

  test('a grant on the object is none on its status, and the other way round', async () => {
    const group = ['external-secrets.io'];
    const api = await openWith([
      { apiGroups: group, resources: ['externalsecrets/status'], verbs: ['patch'] },
    ]);
    await api.as({ username: 'a', groups: ['system:masters'] }).post(EXTERNAL_SECRETS, externalSecret('app'));

    const status = await api.merge(`${EXTERNAL_SECRETS}/app/status`, {
      status: { syncedResourceVersion: 'x' },
    });
    const object = await api.merge(`${EXTERNAL_SECRETS}/app`, { metadata: { labels: { a: 'b' } } });

    expect([status.status, object.status]).toEqual([200, 403]);
  });

  test('resourceNames narrow a grant, and a list of one name counts as that name', async () => {
    const api = await openWith([
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create'], resourceNames: ['only'] },
    ]);

    const codes = await Promise.all([
      api.get(`${SECRETS}/only`),
      api.get(`${SECRETS}/other`),
      api.get(`${SECRETS}?fieldSelector=metadata.name%3Donly`),
      api.post(SECRETS, secret('only')),
    ]);

    expect(codes.map(({ status }) => status)).toEqual([404, 403, 200, 403]);
  });

  test('creating by server-side apply asks for create as well', async () => {
    const api = await openWith([{ apiGroups: [''], resources: ['secrets'], verbs: ['patch'] }]);

    const { status, body } = await api.apply(`${SECRETS}/app?fieldManager=k`, secret('app'));

    expect(status).toBe(403);
    expect(body.message).toContain('cannot create resource "secrets"');
  });

  test('an access review answers from the same roles', async () => {
    const api = await openWith([{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]);
    const review = async (attributes: object) =>
      (
        await api.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
          spec: { resourceAttributes: attributes },
        })
      ).body.status.allowed;

    expect(await review({ namespace: 'auth', verb: 'get', resource: 'secrets' })).toBe(true);
    expect(await review({ namespace: 'auth', verb: 'delete', resource: 'secrets' })).toBe(false);
    expect(await review({ namespace: 'default', verb: 'get', resource: 'secrets' })).toBe(false);
  });

  test('what somebody else may do is asked by who may ask, and answered for them and their groups', async () => {
    const asking = {
      apiGroups: ['authorization.k8s.io'],
      resources: ['subjectaccessreviews'],
      verbs: ['create'],
    };
    const api = await openWith([asking], 'cluster');
    const other = await openWith([{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]);
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const resourceAttributes = {
      verb: 'create',
      group: 'authorization.k8s.io',
      resource: 'subjectaccessreviews',
      namespace: 'auth',
    };
    const ask = async (user: object) =>
      (await api.post(path, { spec: { ...user, resourceAttributes } })).body.status;

    expect(await ask({ user: 'nobody', groups: ['system:masters'] })).toEqual({ allowed: true });
    expect(await ask({ user: 'nobody', groups: [] })).toEqual({ allowed: false });
    expect((await other.post(path, { spec: { user: 'x', resourceAttributes } })).status).toBe(403);
  });

  test('without an accepted token the answer is 401', async () => {
    const api = await openApi({ authenticate: async () => undefined });

    expect((await api.get(SECRETS)).body).toMatchObject({
      code: 401,
      reason: 'Unauthorized',
      message: 'Unauthorized',
    });
  });
});
