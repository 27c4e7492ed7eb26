/**
 * The Kubernetes API server of the sandbox, in process: what the product and its users' clients touch, with the
 * real server's semantics (kube-apiserver 1.36 is right where this differs) and its answers word for word.
 */
import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { reviewAccess } from './access-review.ts';
import { collectGarbage } from './collector.ts';
import type { JsonObject } from './json.ts';
import { attributesOf, denial, isAllowed } from './rbac.ts';
import type { Caller, ResourceRequest, Result, ServerContext } from './requests/context.ts';
import { deleteObject } from './requests/delete.ts';
import { listObjects, Snapshots } from './requests/read.ts';
import { parseRequest, type RequestInfo, splitPath } from './requests/request-info.ts';
import { createObject, find, patchObject, replaceObject } from './requests/write.ts';
import { createRegistry, type Registry } from './resources/registry.ts';
import { respondError, respondJson, respondObject, respondPage } from './respond.ts';
import { seedStore } from './seed.ts';
import { refuse } from './status-error.ts';
import { ObjectStore, type StoredChange } from './store.ts';
import { discover } from './views/discovery.ts';
import { openApi } from './views/openapi.ts';

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
  /** Told of every change of an object, after it. */
  onChange?(change: StoredChange): void;
}

/** A running server. */
export interface ApiServer {
  /** Answers one request; `caller` skips authentication. */
  handle(request: HttpRequest, caller?: Caller): Promise<HttpResponse>;
  /** The objects, for tests to look into. */
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

const ADMIN: Caller = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const PAGE_NOT_FOUND: HttpResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '404 page not found\n',
};
const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

export function createApiServer(options: ApiServerOptions): ApiServer {
  const store = new ObjectStore();
  const server = new Server(options, store, 0);
  seedStore(server.context(), options.definitions ?? []);
  server.refreshRegistry();
  return server;
}

class Server implements ApiServer {
  readonly store: ObjectStore;
  readonly requests = new Map<string, number>();
  readonly #options: ApiServerOptions;
  readonly #snapshots = new Snapshots();
  #registry: Registry;
  #uids: number;

  constructor(options: ApiServerOptions, store: ObjectStore, uids: number, registry?: Registry) {
    this.#options = options;
    this.store = store;
    this.#uids = uids;
    this.#registry = registry ?? createRegistry([]);
  }

  get registry(): Registry {
    return this.#registry;
  }

  async handle(request: HttpRequest, caller?: Caller): Promise<HttpResponse> {
    const info = parseRequest(request);
    this.#count(request, info);
    const scripted = this.#options.fault?.(request);
    if (scripted !== undefined) return scripted;
    const known = caller ?? (await this.authenticate(request.headers));
    try {
      if (known === undefined) throw refuse.unauthorized();
      return info === undefined ? this.#path(request) : this.#resource(request, info, known);
    } catch (error) {
      return respondError(error);
    }
  }

  async authenticate(headers: Readonly<Record<string, string>>): Promise<Caller | undefined> {
    return this.#options.authenticate === undefined ? ADMIN : this.#options.authenticate(headers);
  }

  collectGarbage(): number {
    return collectGarbage(this.context());
  }

  compact(): void {
    this.#snapshots.clear();
  }

  fork(options: Partial<ApiServerOptions> = {}): ApiServer {
    return new Server(
      { ...this.#options, ...options },
      new ObjectStore(this.store),
      this.#uids,
      this.#registry,
    );
  }

  context(): ServerContext {
    return {
      store: this.store,
      registry: this.#registry,
      now: () => this.#options.now(),
      newUid: () => this.#newUid(),
      changed: (change) => this.#changed(change),
    };
  }

  refreshRegistry(): void {
    this.#registry = createRegistry(this.store.list(DEFINITIONS));
  }

  #changed(change: StoredChange): void {
    if (change.kind === DEFINITIONS) this.refreshRegistry();
    this.#options.onChange?.(change);
  }

  #newUid(): string {
    this.#uids += 1;
    return uidOf(this.#options.seed ?? 'sandbox', this.#uids);
  }

  #count(request: HttpRequest, info: RequestInfo | undefined): void {
    const subresource = info === undefined || info.subresource === '' ? '' : `/${info.subresource}`;
    const what = info === undefined ? request.path : `${info.verb} ${info.plural}${subresource}`;
    this.requests.set(what, (this.requests.get(what) ?? 0) + 1);
  }

  #path(request: HttpRequest): HttpResponse {
    const { pathname } = splitPath(request.path);
    if (/^\/(healthz|livez|readyz)$/.test(pathname)) {
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'ok' };
    }
    const found = discover(this.#registry, pathname) ?? openApi(this.#registry, pathname);
    if (found === undefined) return PAGE_NOT_FOUND;
    return respondJson(200, found);
  }

  #resource(http: HttpRequest, info: RequestInfo, caller: Caller): HttpResponse {
    if (info.plural === 'selfsubjectaccessreviews')
      return respondJson(201, reviewAccess(this.store, http, caller));
    if (this.#options.rbac === true) this.#authorize(info, caller);
    const resource = this.#registry.find(info.group, info.version, info.plural);
    if (resource === undefined) return PAGE_NOT_FOUND;
    if (info.subresource !== '' && !(info.subresource === 'status' && resource.hasStatus)) {
      throw refuse.notImplemented(`${info.plural}/${info.subresource}`);
    }
    const request: ResourceRequest = { info, resource, http, caller };
    if (info.verb === 'list')
      return respondPage(request, listObjects(this.context(), request, this.#snapshots));
    return respondObject(request, this.#perform(request));
  }

  #authorize(info: RequestInfo, caller: Caller): void {
    const wanted = attributesOf(info);
    if (isAllowed(this.store, caller, wanted)) return;
    throw refuse.forbidden({ group: info.group, plural: info.plural }, wanted.name, denial(caller, wanted));
  }

  #perform(request: ResourceRequest): Result {
    const context = this.context();
    switch (request.info.verb) {
      case 'get':
        return { code: 200, object: find(context, request) };
      case 'create':
        return createObject(context, request);
      case 'update':
        return replaceObject(context, request);
      case 'patch':
        return patchObject(context, request);
      case 'delete':
        return deleteObject(context, request);
      default:
        throw refuse.notImplemented(`${request.info.verb} of ${request.info.plural}`);
    }
  }
}

/** A uid that looks like the real thing and follows from the seed and a count. */
function uidOf(seed: string, count: number): string {
  const hex = createHash('sha256').update(`${seed}/${count}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
