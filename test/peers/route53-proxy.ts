import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';

const LOOPBACK = '127.0.0.1';
/** Hosts that ExternalDNS asks for Route 53 and its identity, where nothing tells it of other endpoints. */
const HOSTS = ['route53.amazonaws.com', 'route53.us-east-1.amazonaws.com', 'sts.us-east-1.amazonaws.com'];

export interface Route53Proxy {
  /** For `HTTPS_PROXY`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Stands in for AWS for programs whose SDK takes no endpoint from the environment (ExternalDNS up to 0.15): a proxy
 * that answers CONNECT by TLS with a certificate of its own and hands every request to `endpoint`.
 */
export async function startRoute53Proxy(options: {
  /** Its certificate has to be trusted by the program (`SSL_CERT_FILE`). */
  readonly certificates: CertificateAuthority;
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
}): Promise<Route53Proxy> {
  const secure = createTlsServer(options.certificates.issue(HOSTS), (incoming, response) =>
    forward(options.endpoint, incoming, response),
  );
  const proxy = createServer((_incoming, response) => response.writeHead(405).end());
  proxy.on('connect', (_incoming, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    secure.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${(proxy.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((resolve) => {
        proxy.close(() => resolve());
      });
      proxy.closeAllConnections();
      secure.closeAllConnections();
      await closed;
    },
  };
}

function forward(endpoint: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', headers } = incoming;
  const outgoing = request(new URL(incoming.url ?? '/', endpoint), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}
