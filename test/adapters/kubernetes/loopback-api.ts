import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createLoopbackCertificate } from '../loopback-certificate.ts';

/** What the server does with one request: answer it, or cut the connection. */
export type Answer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'hang up'
  | 'stay silent'
  | 'stop halfway';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface LoopbackApi {
  readonly endpoint: string;
  /** PEM of the certificate that the server shows. */
  readonly ca: string;
  readonly requests: readonly ReceivedRequest[];
  /** TLS connections opened so far. */
  connections(): number;
  close(): Promise<void>;
}

/** An HTTPS server on loopback that answers by `respond` and counts connections; `clientCa`: asks for a certificate. */
export async function startLoopbackApi(
  respond: (request: ReceivedRequest, index: number) => Answer,
  { clientCa }: { readonly clientCa?: string } = {},
): Promise<LoopbackApi> {
  const { cert, key } = createLoopbackCertificate('loopback');
  const requests: ReceivedRequest[] = [];
  let connections = 0;
  const server = createServer(
    { cert, key, ...(clientCa && { ca: clientCa, requestCert: true }) },
    (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const request = {
          method: incoming.method ?? '',
          path: incoming.url ?? '',
          headers: incoming.headers,
          body,
        };
        requests.push(request);
        const answer = respond(request, requests.length - 1);
        if (answer === 'hang up') incoming.socket.destroy();
        else if (answer === 'stop halfway') outgoing.writeHead(200, { 'content-length': '100' }).write('{');
        else if (answer !== 'stay silent')
          outgoing.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
      });
    },
  );
  server.on('secureConnection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${port}`,
    ca: cert,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
