import { Agent, request as httpsRequest } from 'node:https';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import { createHttpsTransport } from '../../lambdas/adapters/kubernetes/transport.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';

/** Where the API server is. */
export interface Address {
  readonly kubernetes: string;
  readonly ca: string;
}

const TOKEN = 'bench';

/** The product's own client, with a token that costs nothing. */
export function connect({ kubernetes, ca }: Address): Cluster {
  const credential = { token: TOKEN, expiresAt: Number.POSITIVE_INFINITY };
  const credentials = {
    description: 'the token of the bench',
    current: async () => credential,
    renew: async () => credential,
  };
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
  };
  return createCluster(createHttpsTransport({ endpoint: kubernetes, ca, credentials, clock }));
}

/** One exchange over bare `node:https`; gives the body as it came. Rejects on a refusal. */
export type BareRequest = (method: string, path: string, body?: string) => Promise<Buffer>;

/** The floor: a keep-alive agent with as many sockets as the product uses, and no more code than an exchange needs. */
export function connectBare({ kubernetes, ca }: Address): BareRequest {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca });
  const { hostname: host, port } = new URL(kubernetes);
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        accept: 'application/json',
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      };
      const outgoing = httpsRequest({ agent, host, port, method, path, headers });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const answer = Buffer.concat(chunks);
          if ((incoming.statusCode ?? 0) < 300) resolve(answer);
          else reject(new Error(`${method} ${path}: ${incoming.statusCode} ${answer.toString('utf8')}`));
        });
      });
      outgoing.end(body);
    });
}
