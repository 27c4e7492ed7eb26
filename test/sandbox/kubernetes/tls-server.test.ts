import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KubernetesListener, listenKubernetes } from '../../../sandbox/kubernetes/tls-server.ts';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';
import { type Api, openApi, SECRETS, secret } from './api.ts';

const authority = createCertificateAuthority();
const certificate = authority.issue(['127.0.0.1', 'localhost']);

let api: Api;
let listener: KubernetesListener;
let agent: Agent;

beforeEach(async () => {
  api = await openApi();
  listener = await listenKubernetes({ server: api.server, certificate });
  agent = new Agent({ keepAlive: true, ca: authority.ca });
});

afterEach(async () => {
  agent.destroy();
  await listener.close();
});

interface Sent {
  readonly method?: string;
  readonly type?: string;
  readonly body?: string | Buffer;
}

function open(
  path: string,
  { method = 'GET', type = 'application/json', body }: Sent = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${listener.endpoint}${path}`,
      { agent, method, headers: { 'content-type': type } },
      resolve,
    );
    sent.on('error', reject).end(body);
  });
}

async function send(path: string, sent?: Sent): Promise<{ status: number | undefined; body: string }> {
  const response = await open(path, sent);
  const chunks = await response.toArray();
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

/** The next `count` lines of a watch, parsed. */
async function readLines(
  response: IncomingMessage,
  count: number,
): Promise<{ type: string; object: never }[]> {
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.split('\n').length > count) break;
  }
  return text
    .split('\n')
    .slice(0, count)
    .map((line) => JSON.parse(line));
}

describe('the API server over TLS', () => {
  test('serves objects to a client that trusts its CA, over one connection', async () => {
    await send(SECRETS, { method: 'POST', body: JSON.stringify(secret('one')) });
    const { status, body } = await send(`${SECRETS}/one`);

    expect(status).toBe(200);
    expect(JSON.parse(body).metadata.name).toBe('one');
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
  });

  test('a watch begins with what is there and goes on with what happens', async () => {
    await api.post(SECRETS, secret('one'));
    const response = await open(`${SECRETS}?watch=true`);

    const reading = readLines(response, 3);
    await api.merge(`${SECRETS}/one`, { data: { a: 'YQ==' } });
    await api.delete(`${SECRETS}/one`);

    expect((await reading).map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  test('a watch that resumes gets what happened since, and 410 when that is not known any more', async () => {
    const { body } = await api.post(SECRETS, secret('one'));
    const since = body.metadata.resourceVersion;
    await api.merge(`${SECRETS}/one`, { data: { a: 'YQ==' } });

    const resumed = await readLines(await open(`${SECRETS}?watch=true&resourceVersion=${since}`), 1);
    for (let index = 0; index < 1001; index += 1) {
      await api.merge(`${SECRETS}/one`, { metadata: { labels: { index: String(index) } } });
    }
    const late = await readLines(await open(`${SECRETS}?watch=true&resourceVersion=${since}`), 1);

    expect(resumed).toMatchObject([{ type: 'MODIFIED', object: { data: { a: 'YQ==' } } }]);
    expect(late).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410 } }]);
  });

  test('a watch with a selector tells when an object begins and stops to match', async () => {
    await api.post(SECRETS, secret('one'));
    const response = await open(`${SECRETS}?watch=true&labelSelector=a%3Db`);

    const reading = readLines(response, 2);
    await api.merge(`${SECRETS}/one`, { metadata: { labels: { a: 'b' } } });
    await api.merge(`${SECRETS}/one`, { metadata: { labels: { a: 'c' } } });

    expect((await reading).map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
  });

  test('what kubectl create sends as protobuf is understood', async () => {
    const field = (number: number, content: Buffer | string) => {
      const bytes = Buffer.from(content);
      return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
    };
    const entry = Buffer.concat([field(1, 'key'), field(2, 'value')]);
    const metadata = Buffer.concat([
      field(1, 'made'),
      field(11, Buffer.concat([field(1, 'l'), field(2, 'x')])),
    ]);
    const object = Buffer.concat([field(1, metadata), field(2, entry), field(3, 'Opaque')]);
    const type = Buffer.concat([field(1, 'v1'), field(2, 'Secret')]);
    const body = Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, object)]);

    const created = await send(SECRETS, {
      method: 'POST',
      type: 'application/vnd.kubernetes.protobuf',
      body,
    });

    expect(created.status).toBe(201);
    expect((await api.get(`${SECRETS}/made`)).body).toMatchObject({
      data: { key: Buffer.from('value').toString('base64') },
      metadata: { labels: { l: 'x' } },
    });
  });

  test('a port that is taken is an error', async () => {
    const port = Number(new URL(listener.endpoint).port);

    await expect(listenKubernetes({ server: api.server, certificate, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
