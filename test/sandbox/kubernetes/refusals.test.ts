import { describe, expect, test } from 'vitest';
import { type Api, EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, secret } from './api.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

async function raw(
  api: Api,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: string,
  type = 'json',
) {
  const headers = { 'content-type': `application/${type}` };
  const response = await api.server.handle({ method, path, headers, body });
  return { status: response.status, body: JSON.parse(response.body) };
}

describe('bodies', () => {
  test('may be YAML', async () => {
    const api = await openApi();
    const yaml = 'apiVersion: v1\nkind: Secret\nmetadata: {name: one}\nstringData: {a: "yes"}\n';

    const { body } = await raw(api, 'POST', SECRETS, yaml, 'yaml');

    expect(body.data).toEqual({ a: Buffer.from('yes').toString('base64') });
  });

  test.each([
    ['text that is neither', '{x', 400, 'error decoding the body'],
    ['a list', '[]', 400, 'the body must be an object'],
    [
      'another kind',
      '{"kind":"ConfigMap","metadata":{"name":"a"}}',
      400,
      'does not match the expected kind (Secret)',
    ],
    [
      'another version',
      '{"apiVersion":"v2","metadata":{"name":"a"}}',
      400,
      'does not match the expected API version (v1)',
    ],
    [
      'a wrong type',
      '{"metadata":{"name":"a"},"data":{"a":1}}',
      400,
      'cannot unmarshal number into Go struct field Secret.data of type []uint8',
    ],
    [
      'a wrong type elsewhere',
      '{"metadata":{"name":"a"},"immutable":"x"}',
      400,
      'cannot unmarshal string into Go struct field Secret.immutable of type boolean',
    ],
    [
      'another namespace',
      '{"metadata":{"name":"a","namespace":"b"}}',
      400,
      'the namespace of the provided object does not match',
    ],
    ['no name', '{"metadata":{}}', 422, 'metadata.name: Required value: name or generateName is required'],
    [
      'a resourceVersion',
      '{"metadata":{"name":"a","resourceVersion":"1"}}',
      500,
      'resourceVersion should not be set',
    ],
  ])('with %s are refused', async (_name, text, status, message) => {
    const answer = await raw(await openApi(), 'POST', SECRETS, text);

    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  test('of more than 3 MiB are refused unread', async () => {
    const { status } = await raw(await openApi(), 'POST', SECRETS, 'x'.repeat(3 * 1024 * 1024 + 1));

    expect(status).toBe(413);
  });

  test('of custom resources must say their kind and version', async () => {
    const api = await openApi();

    const kindless = await raw(api, 'POST', EXTERNAL_SECRETS, '{"metadata":{"name":"a"}}');
    const versionless = await raw(
      api,
      'POST',
      EXTERNAL_SECRETS,
      '{"kind":"ExternalSecret","metadata":{"name":"a"}}',
    );

    expect(kindless.body.message).toContain("Object 'Kind' is missing");
    expect(versionless.body.message).toContain("Object 'apiVersion' is missing");
  });

  test('a generated name begins as asked', async () => {
    const api = await openApi();

    const { body } = await api.post(SECRETS, { metadata: { generateName: 'run-' } });

    expect(body.metadata.name).toMatch(/^run-\w{5}$/);
  });
});

describe('names in URL and body', () => {
  test('must agree, in PUT, PATCH and apply', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));

    const put = await api.put(`${SECRETS}/one`, secret('two'));
    const nameless = await api.put(`${SECRETS}/one`, { metadata: {} });
    const patched = await api.merge(`${SECRETS}/one`, { metadata: { name: 'two' } });
    const applied = await api.apply(`${SECRETS}/one?fieldManager=k`, secret('two'));

    expect([put, nameless, patched, applied].map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(put.body.message).toBe('the name of the object (two) does not match the name on the URL (one)');
  });

  test('a uid that is not the object’s is refused', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));

    const put = await api.put(`${SECRETS}/one`, { metadata: { name: 'one', uid: 'x' } });
    const patched = await api.merge(`${SECRETS}/one`, { metadata: { uid: 'x' } });
    const applied = await api.apply(`${SECRETS}/new?fieldManager=k`, {
      ...secret('new'),
      metadata: { name: 'new', uid: 'x' },
    });

    expect(patched.body.message).toContain('metadata.uid: Invalid value: "x": field is immutable');
    expect([put.status, applied.status]).toEqual([422, 409]);
  });
});

describe('patches', () => {
  test('that make an object undecodable are to blame themselves', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));

    const { body } = await api.merge(`${SECRETS}/one?fieldValidation=Strict`, { colour: 'red' });

    expect(body).toMatchObject({ code: 422, details: { causes: [{ field: 'patch' }] } });
    expect(body.message).toMatch(/strict decoding error: unknown field "colour"$/);
  });

  test.each([
    ['{}', 400],
    ['["x"]', 400],
    ['[{"op":"jump","path":"/a"}]', 400],
    ['[{"op":"replace","path":"","value":1}]', 400],
    ['[{"op":"add","path":"/none/deep","value":1}]', 422],
  ])('in JSON that read %s are refused', async (text, status) => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));

    expect((await raw(api, 'PATCH', `${SECRETS}/one`, text, 'json-patch+json')).status).toBe(status);
  });

  test('of another media type are refused in the words of the handler', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one'));
    await api.post(EXTERNAL_SECRETS, externalSecret('app'));

    const builtin = await raw(api, 'PATCH', `${SECRETS}/one`, '{}', 'json');
    const custom = await raw(api, 'PATCH', `${EXTERNAL_SECRETS}/app`, '{}', 'json');

    expect(builtin.body).toMatchObject({ code: 415, message: '415: Unsupported Media Type' });
    expect(custom.body.message).toContain('accepted media types include: application/json-patch+json');
  });
});

describe('what the sandbox leaves to a real server', () => {
  test.each([
    ['DELETE', SECRETS, '{}'],
    [
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      '{"spec":{"nonResourceAttributes":{}}}',
    ],
  ] as const)('%s %s answers 501 and names it', async (method, path, body) => {
    const answer = await raw(await openApi(), method, path, body);

    expect(answer.status).toBe(501);
    expect(answer.body.message).toContain('npm start -- --real');
  });
});

describe('definitions', () => {
  const version = (name: string, fields: object = {}) => ({
    name,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object' } },
    ...fields,
  });
  const definition = (versions: object[], name = 'things.a.b') => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { group: 'a.b', scope: 'Cluster', names: { plural: 'things', kind: 'Thing' }, versions },
  });

  test.each([
    [definition([version('v1')], 'other'), 'must be spec.names.plural+"."+spec.group'],
    [definition([version('v1'), version('v2')]), 'must have exactly one version marked as storage version'],
    [
      definition([version('v1', { schema: undefined })]),
      'spec.versions[0].schema.openAPIV3Schema: Required value',
    ],
  ])('%# that cannot be served are refused', async (object, message) => {
    const { status, body } = await (await openApi()).post(DEFINITIONS, object);

    expect(status).toBe(422);
    expect(body.message).toContain(message);
  });

  test('a version that objects were stored in must stay', async () => {
    const api = await openApi();
    const { body } = await api.post(DEFINITIONS, definition([version('v1')]));

    const replaced = { ...body, spec: { ...body.spec, versions: [version('v2')] } };
    const answer = await api.put(`${DEFINITIONS}/things.a.b`, replaced);

    expect(answer.body.message).toContain(
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions',
    );
  });

  test('a kind without columns shows its age', async () => {
    const api = await openApi();
    await api.post(DEFINITIONS, definition([version('v1')]));
    await api.post('/apis/a.b/v1/things', { apiVersion: 'a.b/v1', kind: 'Thing', metadata: { name: 'one' } });

    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    const { body } = await api.server.handle({ method: 'GET', path: '/apis/a.b/v1/things', headers });

    const table = JSON.parse(body);
    expect(table.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Age']);
    expect(table.rows[0].cells[0]).toBe('one');
  });
});
