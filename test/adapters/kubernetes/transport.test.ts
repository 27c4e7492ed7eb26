import { afterEach, describe, expect, test } from 'vitest';
import type { Credential, CredentialSource } from '../../../lambdas/adapters/kubernetes/auth.ts';
import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import { createHttpsTransport } from '../../../lambdas/adapters/kubernetes/transport.ts';
import { TransientError } from '../../../lambdas/core/errors.ts';
import { createLoopbackCertificate } from '../loopback-certificate.ts';
import { type Answer, type LoopbackApi, type ReceivedRequest, startLoopbackApi } from './loopback-api.ts';

const GET: HttpRequest = { method: 'GET', path: '/api/v1/namespaces', headers: {} };
const POST: HttpRequest = {
  method: 'POST',
  path: '/api/v1/namespaces/a/secrets',
  headers: {},
  body: '{"a":"é"}',
};
const PUT: HttpRequest = { ...POST, method: 'PUT', path: '/api/v1/namespaces/a/secrets/b' };

/** Tokens `token-1`, `token-2`, ...; a new one each time one is refused. */
function numberedTokens(): CredentialSource {
  let issued = 1;
  const credential = (): Credential => ({ token: `token-${issued}`, expiresAt: Number.POSITIVE_INFINITY });
  let held = credential();
  return {
    description: 'the test token',
    current: async () => held,
    renew: async () => {
      issued += 1;
      held = credential();
      return held;
    },
  };
}

describe('createHttpsTransport', () => {
  const apis: LoopbackApi[] = [];
  afterEach(async () => {
    for (const api of apis.splice(0)) await api.close();
  });

  async function serve(respond: (request: ReceivedRequest, index: number) => Answer, timeoutMs = 5_000) {
    const api = await startLoopbackApi(respond);
    apis.push(api);
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void slept.push(ms) };
    const credentials = numberedTokens();
    const transport = createHttpsTransport({ ...api, credentials, clock, random: () => 0.5, timeoutMs });
    return { api, transport, slept, clock, credentials };
  }

  test('a warm container opens no new TLS connection', async () => {
    const { api, transport } = await serve(() => ({ status: 200 }));

    for (let count = 0; count < 20; count += 1) await transport(GET);

    expect(api.requests).toHaveLength(20);
    expect(api.connections()).toBe(1);
  });

  test('an API server behind a path is asked below it', async () => {
    const { api, clock, credentials } = await serve(() => ({ status: 200 }));
    const endpoint = `${api.endpoint}/k8s/clusters/c-1`;

    await createHttpsTransport({ endpoint, ca: api.ca, clock, credentials })(GET);

    expect(api.requests[0]?.path).toBe('/k8s/clusters/c-1/api/v1/namespaces');
  });

  test('never opens more than eight connections, however many requests start together', async () => {
    const { api, transport } = await serve(() => ({ status: 200 }));

    await Promise.all(Array.from({ length: 40 }, () => transport(GET)));

    expect(api.requests).toHaveLength(40);
    expect(api.connections()).toBeLessThanOrEqual(8);
  });

  test('sends the bearer token, the user agent and the body with its length in bytes', async () => {
    const { api, transport } = await serve(() => ({
      status: 201,
      body: '{"ok":"ü"}',
      headers: { 'x-a': 'b' },
    }));

    const response = await transport(POST);

    expect(response).toMatchObject({ status: 201, body: '{"ok":"ü"}', headers: { 'x-a': 'b' } });
    expect(api.requests[0]).toMatchObject({
      method: 'POST',
      path: POST.path,
      body: '{"a":"é"}',
      headers: { authorization: 'Bearer token-1', 'user-agent': 'sluice', 'content-length': '10' },
    });
  });

  test('waits as the server asks after 429, whatever the method, plus a jitter', async () => {
    const { api, transport, slept } = await serve((_request, index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 201 },
    );

    expect((await transport(POST)).status).toBe(201);
    expect(slept).toEqual([1_100]);
    expect(api.requests).toHaveLength(2);
  });

  test('hands a longer wait back to the caller', async () => {
    const { transport, slept } = await serve(() => ({ status: 429, headers: { 'retry-after': '30' } }));

    expect(await transport(GET)).toMatchObject({ status: 429, headers: { 'retry-after': '30' } });
    expect(slept).toEqual([]);
  });

  test('gives up after three attempts, each waiting longer', async () => {
    const { api, transport, slept } = await serve(() => ({ status: 503 }));

    expect((await transport(GET)).status).toBe(503);
    expect(api.requests).toHaveLength(3);
    expect(slept).toEqual([100, 200]);
  });

  test('repeats a PUT after a failure of the server, and never a POST', async () => {
    const { api, transport } = await serve(() => ({ status: 500 }));

    await transport(PUT);
    await transport(POST);

    expect(api.requests.map((request) => request.method)).toEqual(['PUT', 'PUT', 'PUT', 'POST']);
  });

  test('repeats a GET whose connection broke', async () => {
    const { api, transport } = await serve((_request, index) => (index === 0 ? 'hang up' : { status: 200 }));

    expect((await transport(GET)).status).toBe(200);
    expect(api.requests).toHaveLength(2);
  });

  test('does not repeat a POST that the server may have carried out', async () => {
    const { api, transport } = await serve(() => 'hang up');

    await expect(transport(POST)).rejects.toMatchObject({ code: 'Unreachable' });
    expect(api.requests).toHaveLength(1);
  });

  test('repeats even a POST while the connection is refused, then reports the server as unreachable', async () => {
    const { api, transport, slept } = await serve(() => ({ status: 200 }));
    await api.close();

    const posting = transport(POST);

    await expect(posting).rejects.toThrow(TransientError);
    await expect(posting).rejects.toMatchObject({ code: 'Unreachable' });
    expect(slept).toHaveLength(2);
  });

  test('a server that stays silent is a timeout, tried once', async () => {
    const { api, transport } = await serve(() => 'stay silent', 40);

    await expect(transport(GET)).rejects.toMatchObject({ code: 'Timeout' });
    expect(api.requests).toHaveLength(1);
  });

  test('an answer that stops halfway is a timeout, tried once', async () => {
    const { api, transport } = await serve(() => 'stop halfway', 300);

    await expect(transport(GET)).rejects.toMatchObject({ code: 'Timeout' });
    expect(api.requests).toHaveLength(1);
  });

  test('takes a new token once after 401', async () => {
    const { api, transport } = await serve((request) => ({
      status: request.headers.authorization === 'Bearer token-1' ? 401 : 200,
    }));

    expect((await transport(POST)).status).toBe(200);
    expect(api.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('says which credential was refused when the new one is refused too', async () => {
    const { api, transport } = await serve(() => ({ status: 401 }));

    const reading = transport(GET);

    await expect(reading).rejects.toMatchObject({ code: 'Unauthorized' });
    await expect(reading).rejects.toThrow(/does not accept the test token \(401\)/);
    expect(api.requests).toHaveLength(2);
  });

  test('believes no server whose certificate is not under the pinned authority', async () => {
    const { api, clock, credentials } = await serve(() => ({ status: 200 }));
    const other = createLoopbackCertificate('other').cert;
    const transport = createHttpsTransport({ endpoint: api.endpoint, ca: other, credentials, clock });

    await expect(transport(GET)).rejects.toMatchObject({ code: 'Unreachable' });
    expect(api.requests).toHaveLength(0);
  });

  test('accepts a bundle of several authorities, as during a rotation', async () => {
    const { api, clock, credentials } = await serve(() => ({ status: 200 }));
    const ca = createLoopbackCertificate('old').cert + api.ca;

    const transport = createHttpsTransport({ endpoint: api.endpoint, ca, credentials, clock });

    expect((await transport(GET)).status).toBe(200);
  });

  test('shows the client certificate of a kubeconfig', async () => {
    const client = createLoopbackCertificate('client');
    const api = await startLoopbackApi(() => ({ status: 200 }), { clientCa: client.cert });
    apis.push(api);
    const credential = { certificate: client, expiresAt: Number.POSITIVE_INFINITY };
    const clock = { now: () => 0, sleep: async () => undefined };
    const source = { description: 'test', current: async () => credential, renew: async () => credential };
    const bare = { ...source, current: async () => ({ expiresAt: Number.POSITIVE_INFINITY }) };

    const shown = await createHttpsTransport({ ...api, credentials: source, clock })(GET);
    const hidden = createHttpsTransport({ ...api, credentials: bare, clock })(GET);

    expect(shown.status).toBe(200);
    expect(api.requests[0]?.headers.authorization).toBeUndefined();
    await expect(hidden).rejects.toMatchObject({ code: 'Unreachable' });
  });
});
