import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/** A request as it came through a proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the server behind a proxy answered. */
export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** One request under way, and what can be done with it. */
export interface Exchange {
  readonly request: ProxiedRequest;
  /** The client's side, for those who answer in their own way. */
  readonly outgoing: ServerResponse;
  /** Sends the request on, or another in its place, and waits for the whole answer: the server has committed it. */
  forward(request?: ProxiedRequest): Promise<ProxiedAnswer>;
  answer(answer: ProxiedAnswer): void;
  /** Resets the client's connection. */
  reset(): void;
}

/** What is done to an exchange in place of passing it on. */
export type Fault = (exchange: Exchange) => Promise<void>;

export interface ExchangeOptions {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  reset(): void;
  rewrite(request: ProxiedRequest): ProxiedRequest;
  upstream(request: ProxiedRequest): string;
  readonly ca?: string;
}

const AGENTS = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** Reads the client's request whole. */
export async function openExchange(options: ExchangeOptions): Promise<Exchange> {
  const { incoming, outgoing, reset, rewrite } = options;
  const body = (await readAll(incoming)).toString('utf8');
  const headers = joined(incoming.headers);
  const request = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers, body };
  return {
    request,
    outgoing,
    reset,
    forward: (sent = request) => send(rewrite(sent), options),
    answer({ status, headers: { connection: _connection, ...rest }, body: answered }) {
      outgoing.writeHead(status, { ...rest, 'content-length': String(answered.length) } as Record<
        string,
        string
      >);
      outgoing.end(answered);
    },
  };
}

function send(
  request: ProxiedRequest,
  { upstream, ca }: Pick<ExchangeOptions, 'upstream' | 'ca'>,
): Promise<ProxiedAnswer> {
  const { protocol, hostname, port } = new URL(upstream(request));
  const { method, path, body } = request;
  const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(body)) };
  const options = { hostname, port, method, path, headers };
  return new Promise((resolve, reject) => {
    const sent =
      protocol === 'https:'
        ? requestHttps({ ...options, agent: AGENTS['https:'], ...(ca === undefined ? {} : { ca }) })
        : requestHttp({ ...options, agent: AGENTS['http:'] });
    sent.on('error', reject);
    sent.on('response', async (incoming) => {
      const { 'transfer-encoding': _chunked, 'content-length': _length, ...rest } = incoming.headers;
      const answered = await readAll(incoming).catch(reject);
      if (answered === undefined) return;
      resolve({
        status: incoming.statusCode ?? 0,
        headers: rest as Record<string, string>,
        body: answered,
      });
    });
    sent.end(body);
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function joined(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
