import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { createSendMessage } from '../../lambdas/notify/send-message.ts';
import { signRequest } from '../../lambdas/notify/signature.ts';

const NOW = Date.UTC(2026, 10, 22, 10, 0, 5, 120);
const KEYS = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'example/key+1',
  sessionToken: 'session/token+=',
};
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_SESSION_TOKEN: KEYS.sessionToken,
};
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/111122223333/queue`;
}

function sender(environment: Readonly<Record<string, string>> = {}) {
  const send = createSendMessage({
    region: 'ap-northeast-2',
    environment: { ...ENVIRONMENT, ...environment },
    now: () => NOW,
  });
  return (queueUrl: string) => send(queueUrl, '{"sluice":"object"}', 2);
}

describe('a message', () => {
  it('is signed exactly as the SDK signs the same request', async () => {
    const sqs = new SQSClient({ region: 'ap-northeast-2', credentials: KEYS });
    const signer = (await sqs.config.signer()) as unknown as {
      sign(request: unknown, options: unknown): Promise<{ readonly headers: Record<string, string> }>;
    };
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
    const url = new URL('https://sqs.ap-northeast-2.amazonaws.com/');
    const body = '{"QueueUrl":"a"}';
    const theirs = await signer.sign(
      {
        method: 'POST',
        protocol: 'https:',
        hostname: url.host,
        path: '/',
        query: {},
        headers: { ...headers, host: url.host },
        body,
      },
      { signingDate: new Date(NOW), signingRegion: 'ap-northeast-2', signingService: 'sqs' },
    );
    // The SDK adds a header with the digest of the body; SQS does not ask for one.
    const { 'x-amz-content-sha256': digest = '' } = theirs.headers;

    const ours = signRequest({
      region: 'ap-northeast-2',
      service: 'sqs',
      now: NOW,
      url,
      headers: { ...headers, 'x-amz-content-sha256': digest },
      body,
      keys: KEYS,
    });

    expect(ours['authorization']).toBe(theirs.headers['authorization']);
    expect(ours['x-amz-security-token']).toBe(KEYS.sessionToken);
  });

  it('goes to the host of its queue with its delay, over one connection', async () => {
    const seen: { readonly target: string; readonly body: unknown; readonly port: number }[] = [];
    const queueUrl = await serve(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const target = String(incoming.headers['x-amz-target']);
      seen.push({
        target,
        body: JSON.parse(Buffer.concat(chunks).toString()),
        port: incoming.socket.remotePort ?? 0,
      });
      outgoing.end('{"MessageId":"1"}');
    });

    const send = sender();
    await send(queueUrl);
    await send(queueUrl);

    expect(seen[0]).toMatchObject({
      target: 'AmazonSQS.SendMessage',
      body: { QueueUrl: queueUrl, MessageBody: '{"sluice":"object"}', DelaySeconds: 2 },
    });
    expect(seen.map(({ port }) => port)).toEqual([seen[0]?.port, seen[0]?.port]);
  });

  it('has no header for a session token that is empty', async () => {
    let token: unknown = 'not asked';
    const queueUrl = await serve((incoming, outgoing) => {
      token = incoming.headers['x-amz-security-token'];
      outgoing.end('{}');
    });

    await sender({ AWS_SESSION_TOKEN: '' })(queueUrl);

    expect(token).toBeUndefined();
  });

  it('goes to the endpoint of the environment where one is set', async () => {
    const endpoint = await serve((_incoming, outgoing) => void outgoing.end('{}'));

    await expect(sender({ AWS_ENDPOINT_URL: endpoint })('https://sqs.invalid/1/q')).resolves.toBeUndefined();
  });

  it('is sent again when the kept connection had died meanwhile', async () => {
    let answered = 0;
    const queueUrl = await serve((incoming, outgoing) => {
      answered += 1;
      // Frozen container: the other side closes the idle connection at the moment it is used again.
      if (answered === 2) incoming.socket.destroy();
      else outgoing.end('{}');
    });
    const send = sender();
    await send(queueUrl);

    await send(queueUrl);

    expect(answered).toBe(3);
  });

  it.each([
    [
      'names the code of a refusal and repeats nothing else',
      400,
      'SQS answered 400 (com.amazonaws.sqs#QueueDoesNotExist)',
    ],
    ['names the status where there is no code', 503, 'SQS answered 503 (no code)'],
  ])('%s', async (_title, status, message) => {
    const body =
      status === 400 ? '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"payload"}' : 'payload';
    const queueUrl = await serve((_incoming, outgoing) => void outgoing.writeHead(status).end(body));

    await expect(sender()(queueUrl)).rejects.toThrow(message);
  });

  it('is given up after a second', { timeout: 10_000 }, async () => {
    const queueUrl = await serve(() => undefined);
    const started = performance.now();

    await expect(sender()(queueUrl)).rejects.toThrow('no answer within 1000 ms');
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  it('fails by name when nothing listens', async () => {
    await expect(sender()('http://127.0.0.1:1/q')).rejects.toThrow('ECONNREFUSED');
  });
});
