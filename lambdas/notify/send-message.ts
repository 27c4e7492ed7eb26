import { Agent, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { signRequest } from './signature.ts';

/** The environment of a Lambda function, as far as it is read here. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SendOptions {
  readonly region: string;
  readonly environment: Environment;
  readonly now: () => number;
}

/** One message for one queue. Rejects with an Error that names the cause and holds nothing of the message. */
export type SendMessage = (queueUrl: string, body: string, delaySeconds: number) => Promise<void>;

/** The webhook waits 3 s at most: connecting anew and once more after a dead connection must fit. */
export const SEND_TIMEOUT_MS = 1_000;

/**
 * `sqs:SendMessage` without an SDK, over kept connections. A connection that died while the container was frozen is
 * replaced once; nothing else is tried again, because the sweep finds what a lost message would have said.
 */
export function createSendMessage({ region, environment, now }: SendOptions): SendMessage {
  const agents = { 'http:': new Agent({ keepAlive: true }), 'https:': new TlsAgent({ keepAlive: true }) };

  return async (queueUrl, body, delaySeconds) => {
    const base = environment['AWS_ENDPOINT_URL_SQS'] ?? environment['AWS_ENDPOINT_URL'] ?? queueUrl;
    const url = new URL('/', base);
    const payload = JSON.stringify({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds });
    const headers = signRequest({
      region,
      service: 'sqs',
      now: now(),
      url,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': String(Buffer.byteLength(payload)),
        'x-amz-target': 'AmazonSQS.SendMessage',
      },
      body: payload,
      keys: {
        accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
        // Long-lived keys have none, and an empty header would be signed.
        sessionToken: environment['AWS_SESSION_TOKEN'] || undefined,
      },
    });
    const post = () => exchange({ url, headers, payload, agents });
    const failure = await post();
    if (failure?.stale === true) throwAny(await post());
    else throwAny(failure);
  };
}

interface Failure {
  readonly message: string;
  /** The connection was an old one and had been closed by the other side. */
  readonly stale: boolean;
}

interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly agents: { readonly 'http:': Agent; readonly 'https:': TlsAgent };
}

function exchange({ url, headers, payload, agents }: Post): Promise<Failure | undefined> {
  const plain = url.protocol === 'http:';
  return new Promise((resolve) => {
    const options = { method: 'POST', headers, signal: AbortSignal.timeout(SEND_TIMEOUT_MS) };
    const request = plain
      ? plainRequest(url, { ...options, agent: agents['http:'] })
      : tlsRequest(url, { ...options, agent: agents['https:'] });
    const fail = (error: Error) =>
      resolve({
        message: error.name === 'AbortError' ? `no answer within ${SEND_TIMEOUT_MS} ms` : error.message,
        stale: request.reusedSocket && error.name !== 'AbortError',
      });
    request.on('error', fail);
    request.on('response', (response) => {
      response.on('error', fail);
      void read(response).then((text) => resolve(refusalOf(response.statusCode ?? 0, text)), fail);
    });
    request.end(payload);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The service's own code, such as `com.amazonaws.sqs#QueueDoesNotExist`; its text may repeat the request. */
function refusalOf(status: number, text: string): Failure | undefined {
  if (status === 200) return undefined;
  const code = /"__type"\s*:\s*"([\w.#]{1,100})"/.exec(text)?.[1] ?? 'no code';
  return { message: `SQS answered ${status} (${code})`, stale: false };
}

function throwAny(failure: Failure | undefined): void {
  if (failure !== undefined) throw new Error(failure.message);
}
