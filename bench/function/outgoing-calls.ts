import type { ClientRequest } from 'node:http';

/** One call that a function made, as it can be made again without the function. */
export interface RecordedCall {
  /** By the transport: the API server is reached over TLS, the AWS of a measurement is not. */
  readonly to: 'kubernetes' | 'aws';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: string;
}

type Request = (...args: readonly unknown[]) => ClientRequest;

/** Takes down what this process asks for over `node:http` and `node:https`, in the order in which it asks. */
export interface OutgoingCalls {
  /** What was asked for until now; from here on nothing is taken down any more. */
  stop(): readonly RecordedCall[];
}

export function recordOutgoing(): OutgoingCalls {
  const sent: { readonly to: RecordedCall['to']; readonly request: ClientRequest; body: string }[] = [];
  const restore = (['aws', 'kubernetes'] as const).map((to) => {
    const module = process.getBuiltinModule(to === 'aws' ? 'node:http' : 'node:https') as {
      request: Request;
    };
    const { request: original } = module;
    module.request = (...args) => {
      const request = original(...args);
      const entry = { to, request, body: '' };
      sent.push(entry);
      keepBody(request, entry);
      return request;
    };
    return () => {
      module.request = original;
    };
  });
  return {
    stop() {
      for (const undo of restore) undo();
      return sent.map(({ to, request, body }) => ({
        to,
        method: request.method,
        path: request.path,
        headers: request.getHeaders() as RecordedCall['headers'],
        ...(body === '' ? {} : { body }),
      }));
    },
  };
}

/** The body is what `write` and `end` were given; callbacks and encodings go through. */
function keepBody(request: ClientRequest, entry: { body: string }): void {
  for (const name of ['write', 'end'] as const) {
    const original = request[name].bind(request) as (...args: readonly unknown[]) => unknown;
    const kept = (...args: readonly unknown[]) => {
      const [chunk] = args;
      if (typeof chunk === 'string') entry.body += chunk;
      else if (chunk instanceof Uint8Array) entry.body += Buffer.from(chunk).toString();
      return original(...args);
    };
    Object.assign(request, { [name]: kept });
  }
}
