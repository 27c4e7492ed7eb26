import { describe, expect, test } from 'vitest';
import { createCluster } from '../../../lambdas/adapters/kubernetes/client.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../../lambdas/adapters/kubernetes/http.ts';
import { TerminalError, TransientError } from '../../../lambdas/core/errors.ts';
import { EXTERNAL_SECRET, INGRESS, SECRET } from '../../../lambdas/core/resources.ts';

const MANAGED = [{ manager: 'm', operation: 'Update' }];

/** Answers each request from the front of `answers` and remembers what was asked. */
function scripted(...answers: readonly HttpResponse[]): { transport: Transport; requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const left = [...answers];
  const transport: Transport = async (request) => {
    requests.push(request);
    const answer = left.shift();
    if (answer === undefined) throw new Error(`unexpected request ${request.method} ${request.path}`);
    return answer;
  };
  return { transport, requests };
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function failure(status: number, reason: string, message = reason): HttpResponse {
  return answer(status, {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason,
    message,
    code: status,
  });
}

const POSTGRES = { namespace: 'auth', name: 'postgres-auth' };

describe('list', () => {
  test('reads every page with resourceVersion unset and reports the last resourceVersion', async () => {
    const { transport, requests } = scripted(
      answer(200, {
        metadata: { resourceVersion: '7', continue: 'a/b=' },
        items: [{ metadata: { name: 'one' } }],
      }),
      answer(200, { metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'two' } }] }),
    );

    const list = await createCluster(transport).list(INGRESS);

    expect(list.items.map((item) => [item.apiVersion, item.kind, item.metadata.name])).toEqual([
      ['networking.k8s.io/v1', 'Ingress', 'one'],
      ['networking.k8s.io/v1', 'Ingress', 'two'],
    ]);
    expect(list.resourceVersion).toBe('7');
    expect(requests.map((request) => request.path)).toEqual([
      '/apis/networking.k8s.io/v1/ingresses?limit=500',
      '/apis/networking.k8s.io/v1/ingresses?limit=500&continue=a%2Fb%3D',
    ]);
  });

  test('rejects with Expired when a later page is gone, and never returns the pages before it', async () => {
    const { transport } = scripted(
      answer(200, { metadata: { continue: 'x' }, items: [{ metadata: { name: 'one' } }] }),
      failure(410, 'Expired', 'The provided continue parameter is too old'),
    );

    const listing = createCluster(transport).list(INGRESS);

    await expect(listing).rejects.toThrow(TransientError);
    await expect(listing).rejects.toMatchObject({ code: 'Expired' });
  });

  test('gives up a list that never ends', async () => {
    const endless: Transport = async () => answer(200, { metadata: { continue: 'again' }, items: [] });

    await expect(createCluster(endless, { pagesMax: 3 }).list(INGRESS)).rejects.toMatchObject({
      code: 'ListTooLong',
    });
  });

  test('drops managedFields, except of Secrets', async () => {
    const page = {
      metadata: { resourceVersion: '7' },
      items: [{ metadata: { name: 'x', uid: 'u', managedFields: MANAGED }, spec: { a: 1 } }],
    };
    const { transport } = scripted(answer(200, page), answer(200, page));
    const cluster = createCluster(transport);

    const ingresses = await cluster.list(INGRESS);
    const secrets = await cluster.list(SECRET, { namespace: 'auth' });

    expect(ingresses.items[0]).toMatchObject({ metadata: { name: 'x', uid: 'u' }, spec: { a: 1 } });
    expect(ingresses.items[0]?.metadata.managedFields).toBeUndefined();
    expect(secrets.items[0]?.metadata.managedFields).toEqual(MANAGED);
  });
});

describe('discover', () => {
  const served = answer(200, { kind: 'APIResourceList', resources: [{ name: 'externalsecrets' }] });
  const notServed = answer(404, '404 page not found');

  test('takes the first served version and asks once', async () => {
    const { transport, requests } = scripted(notServed, served);
    const cluster = createCluster(transport);

    const [first, second] = [
      await cluster.discover(EXTERNAL_SECRET, ['v1', 'v1beta1']),
      await cluster.discover(EXTERNAL_SECRET, ['v1beta1']),
    ];

    expect(first).toEqual({ ...EXTERNAL_SECRET, version: 'v1beta1' });
    expect(second).toEqual(first);
    expect(requests.map((request) => request.path)).toEqual([
      '/apis/external-secrets.io/v1',
      '/apis/external-secrets.io/v1beta1',
    ]);
  });

  test('asks again for what was not served, since it may be installed later', async () => {
    const { transport } = scripted(notServed, served);
    const cluster = createCluster(transport);

    expect(await cluster.discover(EXTERNAL_SECRET, ['v1'])).toBeUndefined();
    expect(await cluster.discover(EXTERNAL_SECRET, ['v1'])).toMatchObject({ version: 'v1' });
  });

  test('an API server that fails is not the same as a kind that is not served', async () => {
    const { transport } = scripted(failure(503, 'ServiceUnavailable'));

    await expect(createCluster(transport).discover(EXTERNAL_SECRET, ['v1'])).rejects.toMatchObject({
      code: 'ServiceUnavailable',
    });
  });

  test('forgets a version that answers 404 on use, and tells it from an absent object', async () => {
    const { transport, requests } = scripted(served, notServed, served);
    const cluster = createCluster(transport);
    const type = await cluster.discover(EXTERNAL_SECRET, ['v1']);
    if (type === undefined) throw new Error('not discovered');

    await expect(cluster.get(type, POSTGRES)).rejects.toMatchObject({ code: 'NotServed' });
    await cluster.discover(EXTERNAL_SECRET, ['v1']);

    expect(requests).toHaveLength(3);
  });
});

describe('one object', () => {
  test('an absent object is undefined', async () => {
    const { transport } = scripted(failure(404, 'NotFound', 'secrets "postgres-auth" not found'));

    expect(await createCluster(transport).get(SECRET, POSTGRES)).toBeUndefined();
  });

  test('is written back with every field the server sent, unknown ones included', async () => {
    const stored = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...POSTGRES, resourceVersion: '5', futureField: [1] },
      data: { a: 'Yg==' },
    };
    const { transport, requests } = scripted(answer(200, stored), answer(200, stored));
    const cluster = createCluster(transport);

    const read = await cluster.get(SECRET, POSTGRES);
    if (read === undefined) throw new Error('not read');
    await cluster.replace(SECRET, read, { fieldManager: 'externalsecrets.external-secrets.io/postgres' });

    expect(requests[1]).toMatchObject({
      method: 'PUT',
      path: '/api/v1/namespaces/auth/secrets/postgres-auth?fieldManager=externalsecrets.external-secrets.io%2Fpostgres',
    });
    expect(JSON.parse(requests[1]?.body ?? '')).toEqual(stored);
  });

  test('status is patched alone, as a merge patch', async () => {
    const { transport, requests } = scripted(answer(200, { metadata: POSTGRES }));

    await createCluster(transport).patch(
      { ...EXTERNAL_SECRET, version: 'v1' },
      POSTGRES,
      { status: { conditions: [] } },
      { fieldManager: 'sluice', subresource: 'status' },
    );

    expect(requests[0]).toMatchObject({
      method: 'PATCH',
      path: '/apis/external-secrets.io/v1/namespaces/auth/externalsecrets/postgres-auth/status?fieldManager=sluice',
      headers: { 'content-type': 'application/merge-patch+json' },
    });
  });

  test('is deleted only as the very object that was read', async () => {
    const { transport, requests } = scripted(
      answer(200, { kind: 'Status', status: 'Success' }),
      failure(404, 'NotFound'),
      failure(409, 'Conflict'),
    );
    const cluster = createCluster(transport);
    const preconditions = { uid: 'u1', resourceVersion: '9' };

    expect(await cluster.delete(SECRET, POSTGRES, preconditions)).toBe(true);
    expect(await cluster.delete(SECRET, POSTGRES, preconditions)).toBe(false);
    await expect(cluster.delete(SECRET, POSTGRES, preconditions)).rejects.toMatchObject({ code: 'Conflict' });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions,
      propagationPolicy: 'Background',
    });
  });
});

describe('refusals carry the reason and message of the server', () => {
  test.each([
    [409, 'Conflict', TransientError],
    [409, 'AlreadyExists', TransientError],
    [404, 'NotFound', TransientError],
    [429, 'TooManyRequests', TransientError],
    [500, 'InternalError', TransientError],
    [503, 'ServiceUnavailable', TransientError],
    [504, 'Timeout', TransientError],
    [401, 'Unauthorized', TransientError],
    [403, 'Forbidden', TerminalError],
    [422, 'Invalid', TerminalError],
    [400, 'BadRequest', TerminalError],
  ])('%i %s', async (status, reason, expected) => {
    const { transport } = scripted(failure(status, reason, `server says ${reason}`));
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: POSTGRES };

    const error: unknown = await createCluster(transport)
      .create(SECRET, object, { fieldManager: 'm' })
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ code: reason, message: `server says ${reason}` });
  });

  test('Retry-After is kept for the caller', async () => {
    const { transport } = scripted({ ...failure(429, 'TooManyRequests'), headers: { 'retry-after': '30' } });

    await expect(createCluster(transport).get(SECRET, POSTGRES)).rejects.toMatchObject({
      retryAfterSeconds: 30,
    });
  });

  test('an answer that is not JSON is never quoted', async () => {
    const { transport } = scripted(answer(200, '{"data":{"password":"hunter2"'));

    const error: unknown = await createCluster(transport)
      .get(SECRET, POSTGRES)
      .catch((caught: unknown) => caught);

    expect(error).toMatchObject({ code: 'InvalidAnswer', subject: 'Secret/auth/postgres-auth' });
    expect(String(error)).not.toContain('hunter2');
  });
});
