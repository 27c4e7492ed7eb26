import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SandboxAws } from './aws.ts';
import { dispatch } from './wire/dispatch.ts';
import type { WireRequest } from './wire/wire-message.ts';

const LOOPBACK = '127.0.0.1';
/** Largest request we read; a Route 53 batch of 32,000 characters in XML stays far below. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

export interface AwsEndpoint {
  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` is set to. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the sandbox's AWS on the loopback interface for the `aws` CLI and the SDKs. Queue URLs get its origin.
 * Rejects with EADDRINUSE when the port is taken; port 0 takes a free one.
 */
export async function listenAws(aws: SandboxAws, port: number): Promise<AwsEndpoint> {
  let sequence = 0;
  const server = createServer((incoming, response) => {
    sequence += 1;
    response.setHeader('x-amzn-requestid', `sandbox-${sequence}`);
    void answer(aws, incoming, response);
  });
  const url = `http://${await listen(server, port)}`;
  aws.in().sqs.state.baseUrl = url;
  return { url, close: () => close(server) };
}

/**
 * The same over TLS on a free port, for an API server, which calls webhooks by https only.
 * @param certificate PEM, for 127.0.0.1
 */
export async function listenFunctionUrls(
  aws: SandboxAws,
  certificate: { readonly key: string; readonly cert: string },
): Promise<AwsEndpoint> {
  const server = createTlsServer(certificate, (incoming, response) => void answer(aws, incoming, response));
  return { url: `https://${await listen(server, 0)}`, close: () => close(server) };
}

/** Resolves to `<host>:<port>`. */
async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
}

async function answer(aws: SandboxAws, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await dispatch(aws, await readRequest(incoming));
    response.writeHead(status, headers).end(body);
  } catch (error) {
    // A defect of the sandbox itself; the client sees which, and does not wait.
    const message = error instanceof Error ? error.message : String(error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ __type: 'InternalFailure', message: `sandbox defect: ${message}` }));
  }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new Error(`request body is larger than ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  const url = new URL(incoming.url ?? '/', `http://${LOOPBACK}`);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
