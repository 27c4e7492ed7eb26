/** One HTTP exchange with the API server, as the transport and the sandbox's in-process server speak it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query: `/api/v1/namespaces/auth/secrets/postgres-auth?fieldManager=...`. */
  readonly path: string;
  /** Lower-case names. `authorization` is added by the authenticating transport. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Rejects with TransientError code `Unreachable` or `Timeout` when no answer came. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;
