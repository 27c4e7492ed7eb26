import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createNotify } from '../../../lambdas/notify/notify.ts';
import type { ServerCertificate } from '../../../sandbox/runtime/certificate-authority.ts';
import { compileNotifyConfig } from '../../../stack/config/notify-config.ts';
import { exampleCluster, type exampleNotifier } from '../../stack/example-cluster.ts';

/** The notifier's function behind a URL of this machine. */
export interface ServedNotify {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  /** `CREATE Ingress auth/auth` for each message so far. */
  readonly sent: string[];
  /** What it logged. */
  readonly logged: string[];
  close(): void;
}

/** Serves the function for the example with this notifier. */
export async function serveNotify(
  { cert, key }: ServerCertificate,
  notifier: ReturnType<typeof exampleNotifier>,
): Promise<ServedNotify> {
  const [sent, logged]: [string[], string[]] = [[], []];
  const notify = createNotify({
    config: compileNotifyConfig(exampleCluster({ notifier }), notifier),
    queues: { secrets: 'secrets', dns: 'dns' },
    send: async (_queue, body) => {
      const { operation, kind, namespace, name } = JSON.parse(body) as Record<string, string>;
      sent.push(`${operation} ${kind} ${namespace}/${name}`);
    },
    now: Date.now,
    writeLine: ({ message }) => void logged.push(String(message)),
  });
  const server = createServer({ cert, key }, async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    // The API server adds its timeout as a query, which a function URL keeps apart from the path.
    const rawPath = (incoming.url ?? '').split('?')[0] ?? '';
    const headers = incoming.headers as Readonly<Record<string, string>>;
    const answer = await notify({ rawPath, headers, body: Buffer.concat(chunks).toString('utf8') });
    outgoing.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    logged,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
