import { describe, expect, test } from 'vitest';
import { EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, secret } from './api.ts';

const STORES = '/apis/external-secrets.io/v1/clustersecretstores';

function store(spec: object): object {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'aws-ssm' },
    spec,
  };
}

describe('custom resources are validated in the words of the API server (corpus: rejected)', () => {
  test.each([
    [
      { data: [{ secretKey: 'a/b', remoteRef: { key: 'k' } }] },
      'spec.data[0].secretKey: Invalid value: "a/b": spec.data[0].secretKey in body should match \'^[-._a-zA-Z0-9]+$\'',
    ],
    [
      { data: [{ secretKey: 'a'.repeat(254), remoteRef: { key: 'k' } }] },
      'spec.data[0].secretKey: Too long: may not be more than 253 bytes',
    ],
    [
      { target: { creationPolicy: 'Sometimes' } },
      'spec.target.creationPolicy: Unsupported value: "Sometimes": supported values: "Owner", "Orphan", "Merge", "None", "CreateOrMerge"',
    ],
    [
      { target: { name: '' } },
      'spec.target.name: Invalid value: "": spec.target.name in body should be at least 1 chars long',
    ],
    [
      { target: { template: { data: { x: null } } } },
      'spec.target.template.data.x: Invalid value: "null": spec.target.template.data.x in body must be of type string: "null"',
    ],
    [
      { dataFrom: [{ rewrite: [{ regexp: { source: 'a', target: 'b' }, transform: { template: 'x' } }] }] },
      'spec.dataFrom[0].rewrite[0]: Too many: 2: must have at most 1 item',
    ],
    [
      { data: [{ secretKey: 'a', remoteRef: { key: 'k', decodingStrategy: 'Hex' } }] },
      'spec.data[0].remoteRef.decodingStrategy: Unsupported value: "Hex": supported values: "Auto", "Base64", "Base64URL", "None"',
    ],
    [{ data: [{ secretKey: 'a' }] }, 'spec.data[0].remoteRef: Required value'],
  ])('%j', async (spec, finding) => {
    const api = await openApi();

    const { status, body } = await api.apply(
      `${EXTERNAL_SECRETS}/app?fieldManager=k`,
      externalSecret('app', spec),
    );

    expect(status).toBe(422);
    expect(body.message).toBe(`ExternalSecret.external-secrets.io "app" is invalid: ${finding}`);
    expect(body.details.causes).toHaveLength(1);
  });

  test('a store without region says that its rules were not checked', async () => {
    const api = await openApi();

    const { body } = await api.apply(
      `${STORES}/aws-ssm?fieldManager=k`,
      store({ provider: { aws: { service: 'SSM' } } }),
    );

    expect(body.message).toBe(
      'ClusterSecretStore.external-secrets.io "aws-ssm" is invalid: [spec.provider.aws.region: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
    );
  });

  test('rules in CEL are evaluated on a store that is otherwise fine', async () => {
    const api = await openApi();
    const aws = { service: 'ParameterStore', region: 'x', customSessionTags: { esoNamespace: 'y' } };

    const { body } = await api.apply(`${STORES}/aws-ssm?fieldManager=k`, store({ provider: { aws } }));

    expect(body.message).toContain(
      'spec.provider.aws.customSessionTags: Invalid value: customSessionTags cannot contain',
    );
  });

  test('the service SSM is accepted, and a provider that sluice does not serve is kept as written', async () => {
    const api = await openApi();
    const vault = { server: 'https://vault', auth: { kubernetes: { roles: ['a'] } } };

    const ssm = await api.post(STORES, store({ provider: { aws: { service: 'SSM', region: 'x' } } }));
    const other = { ...store({ provider: { vault } }), metadata: { name: 'vault' } };
    const kept = await api.post(STORES, other);

    expect(ssm.status).toBe(201);
    expect(kept.body.spec.provider).toEqual({ vault });
  });

  test('what an update leaves as it was is not judged again', async () => {
    const api = await openApi();
    await api.post(EXTERNAL_SECRETS, externalSecret('app', { target: { creationPolicy: 'CreateOrMerge' } }));

    const beta = EXTERNAL_SECRETS.replace('/v1/', '/v1beta1/');
    const { status } = await api.merge(`${beta}/app`, { metadata: { labels: { a: 'b' } } });

    expect(status).toBe(200);
  });
});

describe('unknown fields', () => {
  test('are dropped with a warning, refused under Strict, and silently dropped under Ignore', async () => {
    const api = await openApi();
    const object = externalSecret('app', { colour: 'red' });

    const strict = await api.post(`${EXTERNAL_SECRETS}?fieldValidation=Strict`, object);
    const warned = await api.post(EXTERNAL_SECRETS, object);
    const ignored = await api.put(`${EXTERNAL_SECRETS}/app?fieldValidation=Ignore`, {
      ...warned.body,
      spec: { ...warned.body.spec, colour: 'blue' },
    });

    expect(strict.body).toMatchObject({
      code: 400,
      message:
        'ExternalSecret in version "v1" cannot be handled as a ExternalSecret: strict decoding error: unknown field "spec.colour"',
    });
    expect(warned.headers['warning']).toBe('299 - "unknown field \\"spec.colour\\""');
    expect(warned.body.spec.colour).toBeUndefined();
    expect([ignored.status, ignored.headers['warning']]).toEqual([200, undefined]);
  });
});

describe('Secrets', () => {
  const missing = (key: string) => `data[${key}]: Required value`;

  test.each([
    ['kubernetes.io/tls', { 'tls.crt': '' }, missing('tls.key')],
    ['kubernetes.io/basic-auth', {}, `[${missing('username')}, ${missing('password')}]`],
    ['kubernetes.io/ssh-auth', { 'ssh-privatekey': '' }, missing('ssh-privatekey')],
    ['kubernetes.io/dockerconfigjson', {}, missing('.dockerconfigjson')],
    [
      'kubernetes.io/dockerconfigjson',
      { '.dockerconfigjson': 'YQ==' },
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'a\' looking for beginning of value',
    ],
    [
      'kubernetes.io/service-account-token',
      {},
      'metadata.annotations[kubernetes.io/service-account.name]: Required value',
    ],
  ])('of type %s with %j are refused', async (type, data, finding) => {
    const api = await openApi();

    const { body } = await api.post(SECRETS, secret('one', { type, data }));

    expect(body.message).toBe(`Secret "one" is invalid: ${finding}`);
  });

  test('keys, sizes and base64 have their rules', async () => {
    const api = await openApi();
    const create = async (data: object) => (await api.post(SECRETS, secret('one', { data }))).body.message;

    expect(await create({ 'a/b': 'YQ==' })).toContain(
      'data[a/b]: Invalid value: "a/b": a valid config key must',
    );
    expect(await create({ '..': 'YQ==' })).toContain("must not be '..'");
    expect(await create({ '..a': 'YQ==' })).toContain("must not start with '..'");
    expect(await create({ a: '***' })).toContain('illegal base64 data at input byte 0');
    const tooMuch = Buffer.alloc(1024 * 1024 + 1).toString('base64');
    expect(await create({ a: tooMuch })).toBe(
      'Secret "one" is invalid: data: Too long: may not be more than 1048576 bytes',
    );
  });

  test('stringData is folded into data, and an absent type is Opaque', async () => {
    const api = await openApi();

    const { body } = await api.post(SECRETS, secret('one', { data: { a: 'YQ==' }, stringData: { b: 'hi' } }));

    expect(body).toMatchObject({ type: 'Opaque', data: { a: 'YQ==', b: 'aGk=' } });
    expect(body.stringData).toBeUndefined();
  });

  test('the type cannot change, and an immutable Secret keeps its data but not its metadata', async () => {
    const api = await openApi();
    await api.post(SECRETS, secret('one', { data: { a: 'YQ==' }, immutable: true }));

    const type = await api.merge(`${SECRETS}/one`, { type: 'kubernetes.io/tls' });
    const data = await api.merge(`${SECRETS}/one`, { data: { a: 'Yg==' } });
    const unset = await api.merge(`${SECRETS}/one`, { immutable: false });
    const label = await api.merge(`${SECRETS}/one`, { metadata: { labels: { a: 'b' } } });

    expect(type.body.message).toContain('type: Invalid value: "kubernetes.io/tls": field is immutable');
    const why = 'field is immutable when `immutable` is set';
    expect(data.body.message).toBe(`Secret "one" is invalid: data: Forbidden: ${why}`);
    expect(unset.body.message).toBe(`Secret "one" is invalid: immutable: Forbidden: ${why}`);
    expect(label.status).toBe(200);
  });
});

describe('metadata', () => {
  test.each([
    [{ labels: { 'a b': 'x' } }, 'metadata.labels: Invalid value: "a b": name part must consist of'],
    [
      { labels: { a: '-x-' } },
      'metadata.labels: Invalid value: "-x-": a valid label must be an empty string',
    ],
    [{ annotations: { 'a/b/c': 'x' } }, 'metadata.annotations: Invalid value: "a/b/c": a valid label key'],
    [
      { annotations: { a: 'x'.repeat(262_144) } },
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ],
    [{ name: 'Not_Legal' }, 'metadata.name: Invalid value: "Not_Legal": a lowercase RFC 1123 subdomain must'],
    [
      { ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'a' }] },
      'metadata.ownerReferences.uid: Invalid value',
    ],
  ])('%j is refused', async (metadata, finding) => {
    const api = await openApi();

    const { status, body } = await api.post(SECRETS, { metadata: { name: 'one', ...metadata } });

    expect(status).toBe(422);
    expect(body.message).toContain(finding);
  });

  test('an object has one controller', async () => {
    const api = await openApi();
    const owner = (kind: string) => ({ apiVersion: 'v1', kind, name: 'x', uid: kind, controller: true });

    const metadata = { name: 'one', ownerReferences: [owner('A'), owner('B')] };
    const { body } = await api.post(SECRETS, { metadata });

    expect(body.message).toContain('Only one reference can have Controller set to true');
  });
});
