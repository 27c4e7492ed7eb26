import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ServerCertificate } from '../../sandbox/runtime/certificate-authority.ts';

/** How the receiver treats a review. */
export type Behaviour = 'allow' | 'wrong uid' | 'error' | 'no JSON' | 'silent';

/** A notifier of which only the way it answers counts. */
export interface WebhookReceiver {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  behaviour: Behaviour;
  /** `UPDATE ingresses/status auth/a` of every review since the last time, in order. */
  take(): readonly string[];
  /** Stops listening, and listens again on the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly operation: string;
    readonly resource: { readonly resource: string };
    readonly subResource?: string;
    readonly namespace?: string;
    readonly name: string;
  };
}

/** Listens on a free port of the loopback interface. */
export async function startWebhookReceiver(certificate: ServerCertificate): Promise<WebhookReceiver> {
  let seen: string[] = [];
  let server = listener();
  const state = { behaviour: 'allow' as Behaviour };

  function listener(): Server {
    return createServer(certificate, async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const review = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Review;
      seen.push(describeReview(review));
      const answer = answerOf(state.behaviour, review);
      if (answer !== undefined) outgoing.writeHead(answer.status).end(answer.body);
    });
  }

  const port = await listen(server, 0);
  return Object.assign(state, {
    url: `https://127.0.0.1:${port}`,
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
    goDown: () => close(server),
    async comeBack() {
      server = listener();
      await listen(server, port);
    },
  });
}

function answerOf(behaviour: Behaviour, { apiVersion, kind, request }: Review) {
  const uid = behaviour === 'wrong uid' ? 'another' : request.uid;
  if (behaviour === 'silent') return undefined;
  if (behaviour === 'error') return { status: 500, body: 'broken' };
  if (behaviour === 'no JSON') return { status: 200, body: 'allowed' };
  return { status: 200, body: JSON.stringify({ apiVersion, kind, response: { uid, allowed: true } }) };
}

function describeReview({ request }: Review): string {
  const { operation, resource, subResource, namespace, name } = request;
  const what = subResource === undefined ? resource.resource : `${resource.resource}/${subResource}`;
  return `${operation} ${what} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}`;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
