import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { respondError } from './answers.ts';
import type { ApiServer } from './api-server.ts';
import { decodeProtobuf } from './protobuf.ts';
import { StatusError } from './status-error.ts';

export interface ListenOptions {
  readonly server: ApiServer;
  /** PEM, for 127.0.0.1 and localhost. */
  readonly certificate: { readonly key: string; readonly cert: string };
  /** @default a free one */
  readonly port?: number;
}

/** A listening server. */
export interface KubernetesListener {
  /** `https://127.0.0.1:6443` */
  readonly endpoint: string;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

/** Idle connections are kept this long: longer than clients keep theirs, so that they never meet a closed one. */
const KEEP_ALIVE_MS = 120_000;

/** Serves an API server over TLS on the loopback interface. Rejects when the port is taken. */
export async function listenKubernetes({
  server,
  certificate,
  port = 0,
}: ListenOptions): Promise<KubernetesListener> {
  const listener = createServer({ ...certificate, keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    void serve(server, incoming, outgoing);
  });
  await listen(listener, port);
  const address = listener.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      }),
  };
}

function listen(listener: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, '127.0.0.1', () => {
      listener.off('error', reject);
      resolve();
    });
  });
}

async function serve(server: ApiServer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const request = await readRequest(incoming);
    const watched = await server.watch(request, (line) => outgoing.write(`${line}\n`));
    if (watched === undefined) return answer(outgoing, await server.handle(request));
    if ('status' in watched) return answer(outgoing, watched);
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.flushHeaders();
    outgoing.on('close', watched.stop);
    watched.start();
  } catch (error) {
    if (error instanceof StatusError) return answer(outgoing, respondError(error));
    const message = error instanceof Error ? error.message : String(error);
    answer(outgoing, { status: 500, headers: { 'content-type': 'text/plain' }, body: message });
  }
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const method = (incoming.method ?? 'GET') as HttpRequest['method'];
  const path = incoming.url ?? '/';
  if (chunks.length === 0) return { method, path, headers };
  const body = Buffer.concat(chunks);
  if (headers['content-type'] !== 'application/vnd.kubernetes.protobuf') {
    return { method, path, headers, body: body.toString('utf8') };
  }
  const json = JSON.stringify(decodeProtobuf(body));
  return { method, path, headers: { ...headers, 'content-type': 'application/json' }, body: json };
}

function answer(outgoing: ServerResponse, { status, headers, body }: HttpResponse): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}
