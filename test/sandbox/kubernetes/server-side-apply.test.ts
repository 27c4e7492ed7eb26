import { describe, expect, test } from 'vitest';
import { EXTERNAL_SECRETS, externalSecret, openApi, owners, SECRETS, secret } from './api.ts';

const APP = `${SECRETS}/app`;

describe('server-side apply', () => {
  test('creates what is not there, and answers 200 without a change the second time', async () => {
    const api = await openApi();

    const first = await api.apply(`${EXTERNAL_SECRETS}/app?fieldManager=kubectl`, externalSecret('app'));
    const second = await api.apply(`${EXTERNAL_SECRETS}/app?fieldManager=kubectl`, externalSecret('app'));

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  });

  test('a field that is no longer applied goes, unless somebody else owns it too', async () => {
    const api = await openApi();
    const both = secret('app', { data: { a: 'YQ==', b: 'Yg==' } });
    await api.apply(`${APP}?fieldManager=one`, both);
    await api.apply(`${APP}?fieldManager=two`, secret('app', { data: { b: 'Yg==' } }));

    const { body } = await api.apply(`${APP}?fieldManager=one`, secret('app'));

    expect(body.data).toEqual({ b: 'Yg==' });
    expect(owners(body)).toEqual({ 'two Apply': { 'f:data': { 'f:b': {} } } });
  });

  test('as kubectl, it keeps the annotation of client-side apply in step where an object has it', async () => {
    const LAST = 'kubectl.kubernetes.io/last-applied-configuration';
    const api = await openApi();
    const metadata = { name: 'app', annotations: { note: '<n>' } };
    const object = secret('app', { metadata, data: { a: 'YQ==' } });

    const without = await api.apply(`${APP}?fieldManager=kubectl`, object);
    const marked = secret('app', { metadata: { ...metadata, annotations: { note: '<n>', [LAST]: '{}' } } });
    const other = await api.apply(`${APP}?fieldManager=other`, marked);
    const kubectl = await api.apply(`${APP}?fieldManager=kubectl`, object);

    expect(without.body.metadata.annotations).toEqual({ note: '<n>' });
    expect(other.body.metadata.annotations[LAST]).toBe('{}');
    expect(kubectl.body.metadata.annotations[LAST]).toMatch(
      /^\{"apiVersion":"v1",.*"note":"\\u003cn\\u003e".*\}\n$/v,
    );
    expect(JSON.parse(kubectl.body.metadata.annotations[LAST])).toMatchObject(object);
  });

  test('a field that another manager holds with another value is a conflict that names both', async () => {
    const api = await openApi();
    await api.post(`${SECRETS}?fieldManager=eso`, secret('app', { data: { a: 'YQ==', b: 'Yg==' } }));

    const one = await api.apply(`${APP}?fieldManager=k`, secret('app', { data: { a: 'eA==' } }));
    const two = await api.apply(`${APP}?fieldManager=k`, secret('app', { data: { a: 'eA==', b: 'eA==' } }));

    expect(one.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "eso" using v1: .data.a',
      details: {
        causes: [
          { reason: 'FieldManagerConflict', message: 'conflict with "eso" using v1', field: '.data.a' },
        ],
      },
    });
    expect(two.body.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "eso" using v1:\n- .data.a\n- .data.b',
    );
  });

  test('force takes the field over', async () => {
    const api = await openApi();
    await api.post(`${SECRETS}?fieldManager=eso`, secret('app', { data: { a: 'YQ==' } }));

    const { body } = await api.apply(
      `${APP}?fieldManager=k&force=true`,
      secret('app', { data: { a: 'eA==' } }),
    );

    expect(body.data).toEqual({ a: 'eA==' });
    expect(owners(body)).toEqual({
      'k Apply': { 'f:data': { 'f:a': {} } },
      'eso Update': { 'f:data': {}, 'f:type': {} },
    });
  });

  test('an object without owners is first owned by before-first-apply', async () => {
    const api = await openApi();
    const created = await api.post(SECRETS, secret('app', { data: { a: 'YQ==' } }));
    const metadata = { ...created.body.metadata, managedFields: [{}] };
    await api.put(APP, { ...created.body, metadata });

    const { body } = await api.apply(`${APP}?fieldManager=k`, secret('app', { data: { a: 'YQ==' } }));

    expect(Object.keys(owners(body))).toEqual(['k Apply', 'before-first-apply Update']);
  });

  test('Apply and Update of one name are different owners', async () => {
    const api = await openApi();
    await api.post(`${SECRETS}?fieldManager=k`, secret('app', { data: { a: 'YQ==' } }));

    const { status } = await api.apply(`${APP}?fieldManager=k`, secret('app', { data: { a: 'eA==' } }));

    expect(status).toBe(409);
  });

  test.each([
    [
      'an unknown field',
      externalSecret('app', { colour: 'red' }),
      500,
      '.spec.colour: field not declared in schema',
    ],
    ['a wrong type', externalSecret('app', { refreshInterval: 1 }), 500, 'expected string, got'],
    ['managedFields', { ...secret('app'), metadata: { name: 'app', managedFields: [] } }, 400, 'must be nil'],
  ])('%s in the applied object is refused', async (_name, object, code, message) => {
    const api = await openApi();
    const path = 'spec' in object ? EXTERNAL_SECRETS : SECRETS;

    const { status, body } = await api.apply(`${path}/app?fieldManager=k`, object);

    expect(status).toBe(code);
    expect(body.message).toContain(message);
  });

  test('a manager must be named', async () => {
    const api = await openApi();

    const { body } = await api.apply(APP, secret('app'));

    expect(body).toMatchObject({
      code: 422,
      message:
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    });
  });

  test('a resourceVersion that is not the current one is a conflict', async () => {
    const api = await openApi();
    await api.apply(`${APP}?fieldManager=k`, secret('app'));

    const stale = {
      ...secret('app', { data: { a: 'YQ==' } }),
      metadata: { name: 'app', resourceVersion: '1' },
    };
    const { body } = await api.apply(`${APP}?fieldManager=k`, stale);

    expect(body).toMatchObject({ code: 409, reason: 'Conflict' });
  });
});
