import { describe, expect, test } from 'vitest';
import { EXTERNAL_SECRETS, externalSecret, openApi, owners } from './api.ts';

const BETA = EXTERNAL_SECRETS.replace('/v1/', '/v1beta1/');

function beta(spec: object = {}): object {
  return { ...externalSecret('app', spec), apiVersion: 'external-secrets.io/v1beta1' };
}

describe('two served versions of one kind', () => {
  test('v1 fills in target and interval (v1-defaults)', async () => {
    const api = await openApi();

    const { body } = await api.post(EXTERNAL_SECRETS, externalSecret('app', { refreshInterval: undefined }));

    expect(body.spec).toMatchObject({
      refreshInterval: '1h0m0s',
      target: { creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    });
    expect(body.spec.data[0].remoteRef).toEqual({ key: '/a' });
  });

  test('v1beta1 fills in the strategies too, and v1 shows them (v1beta1)', async () => {
    const api = await openApi();
    await api.apply(`${BETA}/app?fieldManager=kubectl`, beta());

    const { body } = await api.get(`${EXTERNAL_SECRETS}/app`);

    expect(body.apiVersion).toBe('external-secrets.io/v1');
    expect(body.spec.data[0].remoteRef).toEqual({
      key: '/a',
      conversionStrategy: 'Default',
      decodingStrategy: 'None',
      metadataPolicy: 'None',
    });
    expect(Object.keys(owners(body))).toEqual(['kubectl Apply']);
  });

  test('v1beta1 drops what it does not know, on the way in and on the way out (v1beta1-new-fields-dropped)', async () => {
    const api = await openApi();
    const data = [{ secretKey: 'a', remoteRef: { key: '/a', nullBytePolicy: 'Fail' } }];

    const created = await api.post(BETA, beta({ data }));
    await api.merge(`${EXTERNAL_SECRETS}/app`, { spec: { data } });
    const old = await api.get(`${BETA}/app`);
    const current = await api.get(`${EXTERNAL_SECRETS}/app`);

    expect(created.body.spec.data[0].remoteRef.nullBytePolicy).toBeUndefined();
    expect(old.body.spec.data[0].remoteRef.nullBytePolicy).toBeUndefined();
    expect(current.body.spec.data[0].remoteRef.nullBytePolicy).toBe('Fail');
  });

  test('every answer of v1beta1 carries the warning that it is deprecated', async () => {
    const api = await openApi();

    const { headers } = await api.get(BETA);

    expect(headers['warning']).toBe(
      '299 - "external-secrets.io/v1beta1 ExternalSecret is deprecated; use external-secrets.io/v1 ExternalSecret"',
    );
  });

  test('the apiVersion of the body must be that of the URL', async () => {
    const api = await openApi();

    const posted = await api.post(EXTERNAL_SECRETS, beta());
    const applied = await api.apply(`${EXTERNAL_SECRETS}/app?fieldManager=k`, beta());

    expect(posted.status).toBe(400);
    expect(applied.body.message).toBe(
      'invalid object type: external-secrets.io/v1beta1, Kind=ExternalSecret',
    );
  });

  test('a definition can be installed and removed while the server runs', async () => {
    const api = await openApi({ definitions: [] });
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const version = {
      name: 'v1',
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
    };
    const spec = {
      group: 'a.b',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [version],
    };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.a.b' },
      spec,
    };

    const path = '/apis/a.b/v1/namespaces/auth/things';
    const list = async () => (await api.server.handle({ method: 'GET', path, headers: {} })).status;
    const before = await list();
    const installed = await api.post(definitions, definition);
    const during = await list();
    await api.delete(`${definitions}/things.a.b`);

    expect([before, during, await list()]).toEqual([404, 200, 404]);
    expect(installed.body.status).toMatchObject({
      storedVersions: ['v1'],
      acceptedNames: { singular: 'thing' },
    });
  });
});
