import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { serveMethods } from '../processes/rpc.ts';

/**
 * The notifier's bundle behind an HTTPS server, as a function URL has it, and beside it an answer of the same size
 * that nothing was done for, in one process and so under the same load of the machine.
 */
type Handler = (event: object) => Promise<{ readonly statusCode: number; readonly body: string }>;

const methods = {
  /** @returns the port; `/bare` answers at once, every other path is the handler's */
  async listen(file: string, certificate: string): Promise<number> {
    const { handler } = createRequire(file)(file) as { readonly handler: Handler };
    const { key, cert } = JSON.parse(readFileSync(certificate, 'utf8')) as { key: string; cert: string };
    const server = createServer({ key, cert }, async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString('utf8');
      const rawPath = incoming.url ?? '';
      const answer =
        rawPath === '/bare'
          ? { statusCode: 200, body: 'a'.repeat(150) }
          : await handler({ rawPath, headers: {}, body });
      outgoing.writeHead(answer.statusCode).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  },
};

export type NotifyServer = typeof methods;

serveMethods(methods);
