import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import {
  type ApiServer,
  type ApiServerOptions,
  createApiServer,
} from '../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../sandbox/kubernetes/definitions.ts';
import type { Caller } from '../../../sandbox/kubernetes/requests/context.ts';

/** Bodies are read field by field in assertions. */
type Body = ReturnType<typeof JSON.parse>;

/** An answer, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** A server with sluice's definitions and the namespace `auth`, and short ways to talk to it. */
export interface Api {
  readonly server: ApiServer;
  get(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  put(path: string, body: object): Promise<Answer>;
  merge(path: string, patch: object): Promise<Answer>;
  apply(path: string, object: object): Promise<Answer>;
  delete(path: string, options?: object): Promise<Answer>;
  /** The same server, as somebody else. */
  as(caller: Caller): Api;
}

export const SECRETS = '/api/v1/namespaces/auth/secrets';
export const EXTERNAL_SECRETS = '/apis/external-secrets.io/v1/namespaces/auth/externalsecrets';

export const START = Date.UTC(2026, 10, 22, 8);

/** Opens a server whose clock stands at START unless `now` says otherwise. */
export async function openApi(options: Partial<ApiServerOptions> = {}): Promise<Api> {
  const server = createApiServer({ now: () => START, definitions: readDefinitions(), ...options });
  const api = talkTo(server, undefined);
  const admin = api.as({ username: 'admin', groups: ['system:masters'] });
  await admin.post('/api/v1/namespaces', { metadata: { name: 'auth' } });
  return api;
}

function talkTo(server: ApiServer, caller: Caller | undefined): Api {
  const send = async (method: HttpRequest['method'], path: string, body?: object, type = 'json') => {
    const request: HttpRequest = {
      method,
      path,
      headers: { 'content-type': `application/${type}`, 'user-agent': 'test/1.0' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await server.handle(request, caller);
    return { ...response, body: JSON.parse(response.body) };
  };
  return {
    server,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    merge: (path, patch) => send('PATCH', path, patch, 'merge-patch+json'),
    apply: (path, object) => send('PATCH', path, object, 'apply-patch+yaml'),
    delete: (path, body) => send('DELETE', path, body),
    as: (other) => talkTo(server, other),
  };
}

/** A Secret named `name` with further fields. */
export function secret(name: string, fields: object = {}): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...fields };
}

/** An ExternalSecret that is valid, with further fields of its spec. */
export function externalSecret(name: string, spec: object = {}): object {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      data: [{ secretKey: 'a', remoteRef: { key: '/a' } }],
      ...spec,
    },
  };
}

/** `manager -> fieldsV1` of an object. */
export function owners(object: Body): Record<string, unknown> {
  const entries: Body[] = object.metadata.managedFields ?? [];
  return Object.fromEntries(entries.map((entry) => [`${entry.manager} ${entry.operation}`, entry.fieldsV1]));
}
