import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';

/** What a URL asks for, before anything is looked up. */
export interface RequestInfo {
  /** Lower-case verb as RBAC names it: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly subresource: string;
  readonly namespace: string | undefined;
  /** Empty for a collection. */
  readonly name: string;
  readonly query: URLSearchParams;
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The path without its query, and the query. */
export function splitPath(path: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const mark = path.indexOf('?');
  if (mark < 0) return { pathname: path, query: new URLSearchParams() };
  return { pathname: path.slice(0, mark), query: new URLSearchParams(path.slice(mark + 1)) };
}

/** URLs that are remembered: those of a small cluster. */
const KNOWN_MAX = 1_000;

const requestInfos = new Map<string, RequestInfo | undefined>();

/** The resource a request is about; undefined for discovery, health and other paths. Nobody changes the answer. */
export function parseRequest(request: HttpRequest): RequestInfo | undefined {
  const key = `${request.method} ${request.path}`;
  if (requestInfos.has(key)) return requestInfos.get(key);
  const info = parse(request);
  if (requestInfos.size >= KNOWN_MAX) requestInfos.clear();
  requestInfos.set(key, info);
  return info;
}

function parse(request: HttpRequest): RequestInfo | undefined {
  const { pathname, query } = splitPath(request.path);
  const parts = pathname.split('/').filter((part) => part !== '');
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group = '', version = ''] = core ? ['', parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(core ? 2 : 3).map(decodeURIComponent);
  if (rest.length === 0) return undefined;
  const scoped = rest[0] === 'namespaces' && rest.length > 2 && !isNamespaceSubresource(rest);
  const [plural = '', name = '', subresource = ''] = scoped ? rest.slice(2) : rest;
  const namespace = scoped ? rest[1] : undefined;
  const verb = verbOf(request.method, name, query);
  return { verb, group, version, plural, subresource, namespace, name, query };
}

/** `/api/v1/namespaces/x/status` and `/finalize` are parts of the Namespace itself. */
function isNamespaceSubresource(parts: readonly string[]): boolean {
  return parts.length === 3 && (parts[2] === 'status' || parts[2] === 'finalize');
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  if (method === 'GET') {
    const watch = query.get('watch');
    if (watch === 'true' || watch === '1') return 'watch';
    return name === '' ? 'list' : 'get';
  }
  if (method === 'DELETE' && name === '') return 'deletecollection';
  return VERBS[method] ?? method.toLowerCase();
}
