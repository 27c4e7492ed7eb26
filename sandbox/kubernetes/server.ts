import { hash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { reviewAccess, reviewOwnAccess } from './access-review.ts';
import { respondError, respondJson } from './answers.ts';
import type { ApiServer, ApiServerOptions, Watch } from './api-server.ts';
import { callWebhooks } from './call-webhook.ts';
import { collectGarbage, dropInstances } from './collector.ts';
import { attributesOf, denial, isAllowed } from './rbac.ts';
import type { Caller, ResourceRequest, Result, ServerContext } from './requests/context.ts';
import { deleteObject } from './requests/delete.ts';
import { find } from './requests/find.ts';
import { listObjects, Snapshots } from './requests/read.ts';
import { parseRequest, type RequestInfo, splitPath } from './requests/request-info.ts';
import { eventOf, firstEvents } from './requests/watch.ts';
import { createObject, patchObject, replaceObject } from './requests/write.ts';
import { resourcesOf } from './resources/definition-resources.ts';
import { createRegistry, type Registry } from './resources/registry.ts';
import type { Resource } from './resources/resource.ts';
import { respondObject, respondPage } from './respond.ts';
import { refuse } from './status-error.ts';
import { ObjectStore, type StoredChange } from './store.ts';
import { documentAt } from './views/documents.ts';
import { ReviewNeeded, type WebhookAnswers } from './webhooks.ts';

const ADMIN: Caller = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const PAGE_NOT_FOUND: HttpResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '404 page not found\n',
};
const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/** One server over one store; createApiServer and fork() make it. */
export class Server implements ApiServer {
  readonly store: ObjectStore;
  readonly requests = new Map<string, number>();
  readonly #options: ApiServerOptions;
  readonly #snapshots = new Snapshots();
  readonly #watches = new Set<(change: StoredChange) => void>();
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

  async watch(http: HttpRequest, send: (line: string) => void): Promise<HttpResponse | Watch | undefined> {
    const info = parseRequest(http);
    if (info?.verb !== 'watch') return undefined;
    this.#count(http, info);
    const caller = await this.authenticate(http.headers);
    try {
      if (caller === undefined) throw refuse.unauthorized();
      const resource = this.#locate(info, caller);
      return resource === undefined
        ? PAGE_NOT_FOUND
        : this.#follow({ info, resource, http, caller, now: this.#options.now() }, send);
    } catch (error) {
      return respondError(error);
    }
  }

  #follow(request: ResourceRequest, send: (line: string) => void): Watch {
    const listener = (change: StoredChange): void => {
      const event = eventOf(request, change);
      if (event !== undefined) send(JSON.stringify(event));
    };
    return {
      start: () => {
        for (const event of firstEvents(this.context(), request)) send(JSON.stringify(event));
        this.#watches.add(listener);
      },
      stop: () => {
        this.#watches.delete(listener);
      },
    };
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
      authorize: (info, caller) => this.#authorize(info, caller),
      changed: (change) => this.#changed(change),
    };
  }

  refreshRegistry(): void {
    this.#registry = createRegistry(this.store.list(DEFINITIONS));
  }

  #changed(change: StoredChange): void {
    if (change.kind === DEFINITIONS) this.refreshRegistry();
    if (change.kind === DEFINITIONS && change.type === 'DELETED') {
      dropInstances(this.context(), resourcesOf(change.object));
    }
    this.#options.onChange?.(change);
    for (const listener of this.#watches) listener(change);
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
    return documentAt(this.#registry, pathname) ?? PAGE_NOT_FOUND;
  }

  #resource(http: HttpRequest, info: RequestInfo, caller: Caller): HttpResponse | Promise<HttpResponse> {
    if (info.plural === 'selfsubjectaccessreviews')
      return respondJson(201, reviewOwnAccess(this.store, http, caller));
    if (info.plural === 'subjectaccessreviews') {
      this.#authorize(info, caller);
      return respondJson(201, reviewAccess(this.store, http));
    }
    const resource = this.#locate(info, caller);
    if (resource === undefined) return PAGE_NOT_FOUND;
    const request: ResourceRequest = { info, resource, http, caller, now: this.#options.now() };
    if (info.verb === 'list')
      return respondPage(request, listObjects(this.context(), request, this.#snapshots));
    try {
      return respondObject(request, this.#perform(request));
    } catch (error) {
      if (error instanceof ReviewNeeded) return this.#review(request, error);
      throw error;
    }
  }

  /** Performs a write again once its webhooks were asked; each is asked once, whatever changed meanwhile. */
  async #review(request: ResourceRequest, { calls }: ReviewNeeded): Promise<HttpResponse> {
    const reviews: WebhookAnswers = new Map(request.reviews);
    await callWebhooks(calls, reviews);
    const reviewed = { ...request, reviews };
    try {
      return respondObject(reviewed, this.#perform(reviewed));
    } catch (error) {
      return error instanceof ReviewNeeded ? this.#review(reviewed, error) : respondError(error);
    }
  }

  /** The resource a caller may ask about; undefined when it is not served. */
  #locate(info: RequestInfo, caller: Caller): Resource | undefined {
    this.#authorize(info, caller);
    const resource = this.#registry.find(info.group, info.version, info.plural);
    if (resource === undefined || info.subresource === '') return resource;
    if (info.subresource === 'status' && resource.hasStatus) return resource;
    throw refuse.notImplemented(`${info.plural}/${info.subresource}`);
  }

  #authorize(info: RequestInfo, caller: Caller): void {
    if (this.#options.rbac !== true) return;
    const wanted = attributesOf(info);
    if (isAllowed(this.store, caller, wanted)) return;
    const why = denial(caller, wanted);
    this.#options.denied?.(why);
    throw refuse.forbidden({ group: info.group, plural: info.plural }, wanted.name, why);
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
  const hex = hash('sha256', `${seed}/${count}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
