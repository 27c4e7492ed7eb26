import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { createHttpsTransport } from '../../lambdas/adapters/kubernetes/transport.ts';

export interface TokenTransportOptions {
  /** `https://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}

/** A server on this machine answers, sooner or later: what slows it down is everything else that runs here. */
const TIMEOUT_MS = 60_000;

/** Requests with one bearer token that never changes. */
export function createTokenTransport({ endpoint, ca, token }: TokenTransportOptions): Transport {
  const credential = { token, expiresAt: Number.POSITIVE_INFINITY };
  const current = async () => credential;
  return createHttpsTransport({
    endpoint,
    ca,
    timeoutMs: TIMEOUT_MS,
    credentials: { description: 'a fixed token', current, renew: current },
    clock: {
      now: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
  });
}
