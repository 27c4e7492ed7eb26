/**
 * The Kubernetes API server of the sandbox, in process: what the product and its users' clients touch, with the
 * real server's semantics (kube-apiserver 1.36 is right where this differs) and its answers word for word.
 */
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import type { JsonObject } from './json.ts';
import type { Caller } from './requests/context.ts';
import type { Registry } from './resources/registry.ts';
import { seedStore } from './seed.ts';
import { Server } from './server.ts';
import { ObjectStore, type StoredChange } from './store.ts';

/** How a server is set up. */
export interface ApiServerOptions {
  /** Milliseconds since the epoch. */
  now(): number;
  /** CustomResourceDefinitions to start with, parsed. */
  readonly definitions?: readonly JsonObject[];
  /** Makes uids differ between servers; the same seed gives the same uids. @default 'sandbox' */
  readonly seed?: string;
  /** Whether the stored roles decide what a caller may do. @default false */
  readonly rbac?: boolean;
  /** The caller of a request by its headers; undefined means 401. @default everyone is an administrator */
  authenticate?(headers: Readonly<Record<string, string>>): Promise<Caller | undefined>;
  /** May answer in place of the server, to script failures. */
  fault?(request: HttpRequest): HttpResponse | undefined;
  /** Told what RBAC refused: who may not do what, where. */
  denied?(why: string): void;
  /** Told of every change of an object, after it. */
  onChange?(change: StoredChange): void;
}

/** A running server. */
export interface ApiServer {
  /** Answers one request; `caller` skips authentication. */
  handle(request: HttpRequest, caller?: Caller): Promise<HttpResponse>;
  /** The objects, for tests to look into. */
  /**
   * Begins a watch: `send` gets one JSON line for each event, from `start` to `stop`. Answers with a response when
   * the request is refused, and with undefined when it is not a watch.
   */
  watch(request: HttpRequest, send: (line: string) => void): Promise<HttpResponse | Watch | undefined>;
  readonly store: ObjectStore;
  readonly registry: Registry;
  /** Requests handled so far by verb and resource: `update secrets`, `patch externalsecrets/status`. */
  readonly requests: ReadonlyMap<string, number>;
  /** Runs the garbage collector and the namespace controller until nothing is left to do. */
  collectGarbage(): number;
  /** Forgets the views that list pages continue from, as a compaction does. */
  compact(): void;
  /** A server with the same objects that goes its own way from here; options may be replaced. */
  fork(options?: Partial<ApiServerOptions>): ApiServer;
  /** Who a request comes from; undefined means 401. */
  authenticate(headers: Readonly<Record<string, string>>): Promise<Caller | undefined>;
}

export interface Watch {
  start(): void;
  stop(): void;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const store = new ObjectStore();
  const server = new Server(options, store, 0);
  seedStore(server.context(), options.definitions ?? []);
  server.refreshRegistry();
  return server;
}
