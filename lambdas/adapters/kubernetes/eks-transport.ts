import type { Clock } from '../../core/ports.ts';
import type { ClusterAddress } from './cluster-address.ts';
import type { Transport } from './http.ts';
import { NoAnswer } from './https-exchange.ts';

export interface EksTransportOptions {
  /** Asks EKS; a failure is not remembered. */
  readonly describe: () => Promise<ClusterAddress>;
  /** The transport to one address. */
  readonly connect: (address: ClusterAddress) => Transport;
  readonly clock: Clock;
}

/** EKS is asked again at most this often: another answer sooner is not to be expected. */
const ASK_AGAIN_MS = 60_000;

/**
 * What Node says of a certificate that the held authorities did not sign (nodejs.org, tls: X509 certificate error
 * codes) or that is for another host, and of a host that has gone. Nothing of the request has left by then.
 */
const MOVED_CODES: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ENOTFOUND',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

interface Asked {
  readonly transport: Promise<Transport>;
  readonly at: number;
}

/**
 * A transport to where EKS says that the cluster is. It is asked once, and again when the server shows a certificate
 * that the answer's authorities did not sign (their rotation) or its host is gone (a cluster made anew); the request
 * is then sent to the new address.
 */
export function createEksTransport({ describe, connect, clock }: EksTransportOptions): Transport {
  let held: Asked | undefined;

  function ask(): Asked {
    const asked = { transport: describe().then(connect), at: clock.now() };
    held = asked;
    asked.transport.catch(() => {
      if (held === asked) held = undefined;
    });
    return asked;
  }

  /** Another request may have asked meanwhile; undefined: it is too soon. */
  function askAgain(failed: Asked): Asked | undefined {
    if (held !== failed) return held ?? ask();
    return clock.now() - failed.at < ASK_AGAIN_MS ? undefined : ask();
  }

  return async (request) => {
    const asked = held ?? ask();
    const transport = await asked.transport;
    try {
      return await transport(request);
    } catch (error) {
      const again = hasMoved(error) ? askAgain(asked) : undefined;
      if (again === undefined) throw error;
      return (await again.transport)(request);
    }
  };
}

function hasMoved(error: unknown): boolean {
  if (!(error instanceof NoAnswer)) return false;
  return MOVED_CODES.has((error.cause as NodeJS.ErrnoException | undefined)?.code ?? '');
}
