import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as the SDK sent it. */
export interface AwsCall {
  readonly method: string;
  readonly path: string;
  /** `x-amz-target` of the JSON services, without the service's prefix. */
  readonly action: string;
  readonly body: string;
  /** The access key that signed it. */
  readonly accessKey: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly body: string;
}

export interface LoopbackAws {
  readonly endpoint: string;
  readonly calls: readonly AwsCall[];
  close(): Promise<void>;
}

/** An HTTP server on loopback that answers SDK clients with recorded wire shapes. */
export async function startLoopbackAws(
  respond: (call: AwsCall, index: number) => AwsAnswer,
): Promise<LoopbackAws> {
  const calls: AwsCall[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const call: AwsCall = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        action: String(incoming.headers['x-amz-target'] ?? '').replace(/^.*\./, ''),
        body: Buffer.concat(chunks).toString('utf8'),
        accessKey: /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '',
      };
      calls.push(call);
      const { status, body } = respond(call, calls.length - 1);
      const type = body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1';
      outgoing
        .writeHead(status, { 'content-type': type, 'x-amzn-requestid': `request-${calls.length}` })
        .end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
