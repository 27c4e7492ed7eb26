import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxAws } from '../../sandbox/aws/aws.ts';
import { dispatch } from '../../sandbox/aws/wire/dispatch.ts';

/** A listening STS. */
export interface StandIn {
  /** For `AWS_ENDPOINT_URL_STS`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The sandbox's STS for functions that MiniStack runs: its own makes no ES384 tokens. MiniStack gives every function
 * the account's number as access key, so whoever asks here is taken for the function `session` was issued to.
 */
export async function listenSts(
  aws: SandboxAws,
  session: () => { readonly accessKeyId: string; readonly sessionToken?: string },
): Promise<StandIn> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { accessKeyId, sessionToken } = session();
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    const {
      status,
      headers: answered,
      body,
    } = await dispatch(aws, {
      method: incoming.method ?? 'GET',
      path: '/',
      query: new URLSearchParams(),
      headers: {
        ...headers,
        authorization: (headers['authorization'] ?? '').replace(
          /Credential=[^\/]+/v,
          `Credential=${accessKeyId}`,
        ),
        'x-amz-security-token': sessionToken ?? '',
      },
      body: Buffer.concat(chunks).toString('utf8'),
    });
    outgoing.writeHead(status, answered).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
