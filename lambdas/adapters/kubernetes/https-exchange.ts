import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { KUBERNETES_TIMEOUT_MS } from '../../core/bounds.ts';
import { TransientError } from '../../core/errors.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

/** Certificate and key of a client, PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface ExchangeOptions {
  /** `https://host:port`, path prefix allowed. */
  readonly endpoint: string;
  /** PEM bundle; the only authorities believed. */
  readonly ca: string;
  /** Default KUBERNETES_TIMEOUT_MS. */
  readonly timeoutMs?: number;
}

/** One request without retry. Rejects with NoAnswer when no complete answer came. */
export type Exchange = (request: HttpRequest, certificate?: ClientCertificate) => Promise<HttpResponse>;

/** No answer. `sent` is false when the server cannot have seen the request, so that repeating it is safe. */
export class NoAnswer extends TransientError {
  readonly sent: boolean;

  constructor(message: string, details: { code: string; cause: unknown; sent: boolean }) {
    super(message, details);
    this.sent = details.sent;
  }
}

/** More in flight bought nothing (reference: performance 2). */
const SOCKETS_MAX = 8;
/** An idle connection is closed by us before a load balancer drops it silently and a write meets a dead one. */
const IDLE_SOCKET_MS = 300_000;
/** Errors of connecting: nothing of the request has left. */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * HTTPS over one keep-alive agent with the CA pinned: a warm container opens no new TLS connection
 * (reference: performance 2). There is no way to switch verification off.
 */
export function createExchange({
  endpoint,
  ca,
  timeoutMs = KUBERNETES_TIMEOUT_MS,
}: ExchangeOptions): Exchange {
  const base = new URL(endpoint);
  const prefix = base.pathname.replace(/\/$/, '');
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_SOCKET_MS, ca });

  return (request, certificate) =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = {
        agent,
        host: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port === '' ? 443 : base.port,
        method: request.method,
        path: prefix + request.path,
        headers: withLength(request),
        ...certificate,
      };
      const outgoing = httpsRequest(options);
      const timer = setTimeout(() => outgoing.destroy(new TimeoutReached()), timeoutMs);
      const fail = (cause: Error) => {
        clearTimeout(timer);
        reject(toNoAnswer(base.host, cause, timeoutMs));
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', fail);
        incoming.on('end', () => {
          clearTimeout(timer);
          const headers = singleHeaders(incoming.headers);
          resolve({
            status: incoming.statusCode ?? 0,
            headers,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      outgoing.end(request.body);
    });
}

class TimeoutReached extends Error {}

function withLength(request: HttpRequest): Record<string, string> {
  if (request.body === undefined) return { ...request.headers };
  return { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) };
}

function singleHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function toNoAnswer(host: string, cause: Error, timeoutMs: number): NoAnswer {
  if (cause instanceof TimeoutReached) {
    const message = `the API server at ${host} did not answer within ${timeoutMs} ms: check the network of the function`;
    return new NoAnswer(message, { code: 'Timeout', cause: undefined, sent: true });
  }
  const code = (cause as NodeJS.ErrnoException).code ?? cause.name;
  return new NoAnswer(`the API server at ${host} cannot be reached: ${cause.message}`, {
    code: 'Unreachable',
    cause,
    sent: !NOT_SENT_CODES.has(code),
  });
}
