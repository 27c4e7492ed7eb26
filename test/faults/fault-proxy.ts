import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { ServerCertificate } from '../../sandbox/runtime/certificate-authority.ts';
import { type Exchange, type Fault, openExchange, type ProxiedRequest } from './exchange.ts';

export interface FaultProxyOptions {
  /** Where a request is sent on to: `http://host:port` or `https://host:port`. */
  upstream(request: ProxiedRequest): string;
  /** PEM of whoever signed the upstream's certificate. */
  readonly ca?: string;
  /** What the proxy speaks TLS with. @default plain HTTP */
  readonly certificate?: ServerCertificate;
  /** Changes what is sent on. @default nothing is changed */
  readonly rewrite?: (request: ProxiedRequest) => ProxiedRequest;
}

/** Which requests get a fault, and how many of them. */
export interface FaultPlace {
  /** @default every request */
  readonly at?: (request: ProxiedRequest) => boolean;
  /** @default all until `heal` */
  readonly times?: number;
}

interface Planned {
  readonly fault: Fault;
  readonly at: (request: ProxiedRequest) => boolean;
  left: number;
}

/**
 * A server on a loopback port that stands before another one and does to its exchanges what a network can. HTTP on
 * both sides, so that faults can be aimed at single requests; connections are plain sockets, so that they can be reset.
 */
export class FaultProxy {
  /** `http://127.0.0.1:<port>` or `https://...`. */
  readonly url: string;
  /** Everything that arrived since `forget`. */
  requests: ProxiedRequest[] = [];
  /** How many of them met a fault. */
  faults = 0;
  /** Connections that were opened since `forget`. */
  connections = 0;
  readonly #front: Server;
  readonly #server: HttpServer | HttpsServer;
  readonly #port: number;
  readonly #sockets: Map<number, Socket>;
  #planned: Planned[] = [];

  constructor(front: Server, server: HttpServer | HttpsServer, sockets: Map<number, Socket>) {
    this.#front = front;
    this.#server = server;
    this.#sockets = sockets;
    this.#port = (front.address() as AddressInfo).port;
    front.on('connection', () => {
      this.connections += 1;
    });
    this.url = `${'setSecureContext' in server ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  /** From now on, until it is used up or `heal` is called. Of several that fit, the first one. */
  inject(fault: Fault, { at = () => true, times = Number.POSITIVE_INFINITY }: FaultPlace = {}): void {
    this.#planned.push({ fault, at, left: times });
  }

  /** No more faults. */
  heal(): void {
    this.#planned = [];
  }

  /** Starts counting anew. */
  forget(): void {
    this.requests = [];
    this.faults = 0;
    this.connections = 0;
  }

  /** The next fault that is meant for this request; undefined when it is to be left alone. */
  take(request: ProxiedRequest): Fault | undefined {
    this.requests.push(request);
    const planned = this.#planned.find(({ at, left }) => left > 0 && at(request));
    if (planned === undefined) return undefined;
    planned.left -= 1;
    this.faults += 1;
    return planned.fault;
  }

  /** Nobody listens any more: connections are refused, and those that are open are reset. */
  async vanish(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#front.close(() => resolve());
    });
    this.#resetAll();
    await closed;
  }

  /** Listens again where it did. */
  async returnBack(): Promise<void> {
    await listen(this.#front, this.#port);
  }

  /** Speaks TLS with another certificate from now on, on new connections only. */
  present(certificate: ServerCertificate): void {
    (this.#server as HttpsServer).setSecureContext(certificate);
    this.#resetAll();
  }

  async close(): Promise<void> {
    if (this.#front.listening) await this.vanish();
    this.#server.close();
  }

  #resetAll(): void {
    for (const socket of this.#sockets.values()) socket.resetAndDestroy();
  }
}

/** Listens on a free port. Nothing is harmed until a fault is injected. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { certificate, rewrite = (request: ProxiedRequest) => request } = options;
  const server = certificate === undefined ? createHttpServer() : createHttpsServer(certificate);
  // Idle connections outlive every test, so that a reset is always the proxy's own doing.
  server.keepAliveTimeout = 600_000;
  const sockets = new Map<number, Socket>();
  const front = createServer((socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(port));
    server.emit('connection', socket);
  });
  await listen(front, 0);
  const proxy = new FaultProxy(front, server, sockets);
  server.on('request', async (incoming, outgoing) => {
    const reset = () => sockets.get(incoming.socket.remotePort ?? 0)?.resetAndDestroy();
    const exchange: Exchange = await openExchange({
      incoming,
      outgoing,
      reset,
      rewrite,
      ...upstreamOf(options),
    });
    await (proxy.take(exchange.request) ?? passOn)(exchange).catch(reset);
  });
  return proxy;
}

const passOn: Fault = async ({ forward, answer }) => answer(await forward());

function upstreamOf({ upstream, ca }: FaultProxyOptions) {
  return { upstream, ...(ca === undefined ? {} : { ca }) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
