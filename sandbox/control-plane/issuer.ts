import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SandboxAws } from '../aws/aws.ts';
import { discoveryDocument, keySet } from '../aws/sts/web-identity.ts';
import type { ServerCertificate } from '../runtime/certificate-authority.ts';

/** A listening token issuer. */
export interface TokenIssuer {
  /** `https://127.0.0.1:<port>`: what tokens have in `iss`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves what a real API server asks an issuer for: the discovery document and the keys of the sandbox's STS.
 * @param aws asked for at each request: it may be made after the issuer, whose URL it needs
 */
export async function listenIssuer(
  certificate: ServerCertificate,
  aws: () => SandboxAws | undefined,
): Promise<TokenIssuer> {
  const server = createServer({ ...certificate }, (incoming, outgoing) => {
    const document = documentAt(incoming.url ?? '', aws()?.in().sts.state);
    outgoing.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function documentAt(
  path: string,
  state: (Parameters<typeof keySet>[0] & Parameters<typeof discoveryDocument>[0]) | undefined,
) {
  if (state === undefined) return undefined;
  if (path === '/.well-known/openid-configuration') return discoveryDocument(state);
  return path === '/.well-known/jwks.json' ? keySet(state) : undefined;
}
