import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxAws } from '../../sandbox/aws/aws.ts';
import { dispatch } from '../../sandbox/aws/wire/dispatch.ts';

/** A listening service. */
export interface StandIn {
  /** For `AWS_ENDPOINT_URL_<SERVICE>`; what follows it in a path names the caller. */
  readonly url: string;
  close(): Promise<void>;
}

/** Whoever asks is taken for the holder of these. */
interface Keys {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

/**
 * The sandbox's STS and IAM in place of MiniStack's, which makes no ES384 tokens, knows no outbound federation, and
 * simulates no policy. MiniStack gives everybody the account's number as access key, so callers are told apart by the
 * first segment of the path.
 */
export async function listenSandbox(aws: SandboxAws, keysOf: (caller: string) => Keys): Promise<StandIn> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { accessKeyId, sessionToken } = keysOf((incoming.url ?? '').split('/')[1] ?? '');
    const {
      authorization = '',
      'x-amz-security-token': _own,
      ...headers
    } = incoming.headers as Readonly<Record<string, string>>;
    const answer = await dispatch(aws, {
      method: incoming.method ?? 'GET',
      path: '/',
      query: new URLSearchParams(),
      headers: {
        ...headers,
        authorization: authorization.replace(/Credential=[^\/]+/v, `Credential=${accessKeyId}`),
        ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
      },
      body: Buffer.concat(chunks).toString('utf8'),
    });
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
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
