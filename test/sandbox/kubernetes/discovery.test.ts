import { describe, expect, test } from 'vitest';
import { openApi } from './api.ts';

interface Named {
  readonly name: string;
}

describe('discovery', () => {
  test('names the groups with their preferred versions', async () => {
    const api = await openApi();

    const { body } = await api.get('/apis');
    const group = await api.get('/apis/external-secrets.io');

    expect(body.groups.map(({ name }: Named) => name)).toContain('networking.k8s.io');
    expect(group.body.preferredVersion.version).toBe('v1');
    expect(group.body.versions.map(({ version }: { version: string }) => version)).toEqual(['v1', 'v1beta1']);
  });

  test('lists the resources of a version with short names, categories and subresources', async () => {
    const api = await openApi();

    const core = (await api.get('/api/v1')).body.resources.map(({ name }: Named) => name);
    const { body } = await api.get('/apis/external-secrets.io/v1');
    const find = (name: string) => body.resources.find((one: Named) => one.name === name);

    expect(core).toEqual(expect.arrayContaining(['secrets', 'services/status', 'namespaces']));
    expect(find('externalsecrets')).toMatchObject({
      kind: 'ExternalSecret',
      namespaced: true,
      shortNames: ['es'],
      categories: ['external-secrets'],
    });
    expect(find('externalsecrets/status').verbs).toEqual(['get', 'patch', 'update']);
    expect((await api.get('/api')).body.versions).toEqual(['v1']);
  });

  test('says its version and that it is well', async () => {
    const api = await openApi();

    const ready = await api.server.handle({ method: 'GET', path: '/readyz', headers: {} });

    expect((await api.get('/version')).body).toMatchObject({ major: '1', minor: '36' });
    expect([ready.status, ready.body]).toEqual([200, 'ok']);
  });

  test('offers what kubectl needs to validate and explain a kind', async () => {
    const api = await openApi();

    const { body: index } = await api.get('/openapi/v3');
    const { body } = await api.get(index.paths['apis/external-secrets.io/v1'].serverRelativeURL);
    const { body: core } = await api.get('/openapi/v3/api/v1');

    const id = { group: 'external-secrets.io', version: 'v1', kind: 'ExternalSecret' };
    const path = '/apis/external-secrets.io/v1/namespaces/{namespace}/externalsecrets/{name}';
    const { patch } = body.paths[path];
    expect(patch['x-kubernetes-group-version-kind']).toEqual(id);
    expect(patch.parameters.map(({ name }: Named) => name)).toContain('fieldValidation');
    expect(
      body.components.schemas['external-secrets.io.v1.ExternalSecret'].properties.spec.description,
    ).toBeTypeOf('string');
    expect(core.paths['/api/v1/namespaces/{name}']).toBeDefined();
  });
});
