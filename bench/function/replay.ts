import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { RecordedCall } from './outgoing-calls.ts';

/**
 * Calls of a function made again with nothing but `node:http(s)` and keep-alive: no signing, no parsing, no
 * decisions. What is left is the floor under any client of the same servers.
 */
export interface ReplayOptions {
  readonly kubernetes: string;
  readonly ca: string;
  /** The sandbox takes a request at its access key: signatures are not verified, those recorded will do. */
  readonly aws: string;
}

export interface Replay {
  /** The requests of one round. What must differ between rounds is made here, outside the measured time. */
  prepare(round: number): readonly Step[];
  /** `parse`: each answer also goes through JSON.parse, which no client that looks at it can save. */
  run(steps: readonly Step[], options: { readonly parse: boolean }): Promise<void>;
}

/** Requests sent at once; the next step waits for all of them. */
export type Step = readonly PreparedRequest[];

interface PreparedRequest {
  readonly options: RequestOptions;
  readonly secure: boolean;
  readonly body: string | undefined;
}

const SOCKETS_MAX = 8;

export function createReplay(calls: readonly RecordedCall[], options: ReplayOptions): Replay {
  const agents = {
    https: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_MAX, ca: options.ca }),
    http: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_MAX }),
  };
  const groups = groupCalls(calls);
  return {
    prepare: (round) =>
      groups.map((group) => group.map((call) => prepareRequest(call, { agents, options, round }))),
    async run(steps, { parse }) {
      for (const step of steps) {
        const answers = step.map(async (request) => {
          const answer = await send(request);
          if (parse) JSON.parse(answer.toString('utf8'));
        });
        await Promise.all(answers);
      }
    },
  };
}

/** The lists at the beginning go out together, as the function sends them; everything after is one by one. */
export function groupCalls(calls: readonly RecordedCall[]): readonly (readonly RecordedCall[])[] {
  const other = calls.findIndex((call) => !isList(call));
  const lists = other < 0 ? calls.length : other;
  const [first, rest] = [calls.slice(0, lists), calls.slice(lists)];
  return [...(first.length === 0 ? [] : [first]), ...rest.map((call) => [call])];
}

function isList({ to, method, path }: RecordedCall): boolean {
  return to === 'kubernetes' && method === 'GET' && path.includes('limit=');
}

interface Agents {
  readonly https: HttpsAgent;
  readonly http: HttpAgent;
}

function prepareRequest(
  { to, method, path, headers, body: recorded }: RecordedCall,
  {
    agents,
    options,
    round,
  }: { readonly agents: Agents; readonly options: ReplayOptions; readonly round: number },
): PreparedRequest {
  const secure = to === 'kubernetes';
  const { hostname, port } = new URL(secure ? options.kubernetes : options.aws);
  const body = recorded !== undefined && secure ? renew(method, recorded, round) : recorded;
  const { 'content-length': _old, connection: _connection, host: _host, ...others } = headers;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return {
    options: {
      agent: secure ? agents.https : agents.http,
      host: hostname,
      port,
      method,
      path,
      headers: { ...others, ...length },
    },
    secure,
    body,
  };
}

/** Whatever version is there is written over; a PUT carries another value, a POST makes an object of another name. */
function renew(method: string, text: string, round: number): string {
  const object = JSON.parse(text) as {
    metadata?: Readonly<Record<string, unknown>>;
    data?: Readonly<Record<string, string>>;
  };
  const { resourceVersion: _read, ...kept } = object.metadata ?? {};
  const { data } = object;
  const metadata = method === 'POST' ? { ...kept, name: `${String(kept['name'])}.${round}` } : kept;
  const value = Buffer.from(`replayed ${round}`).toString('base64');
  const renewed = Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, value]));
  return JSON.stringify({ ...object, metadata, ...(data === undefined ? {} : { data: renewed }) });
}

/** The whole answer; rejects when it is a refusal, which would make the floor too low. */
function send({ options, secure, body }: PreparedRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? httpsRequest : httpRequest)(options);
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const { statusCode = 0 } = incoming;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const answer = Buffer.concat(chunks);
        if (statusCode < 300) return resolve(answer);
        const text = answer.toString('utf8');
        reject(new Error(`replay of ${options.method} ${options.path}: ${statusCode} ${text}`));
      });
    });
    outgoing.end(body);
  });
}
