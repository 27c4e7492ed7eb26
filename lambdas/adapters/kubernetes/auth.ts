import type { Clock } from '../../core/ports.ts';
import type { ClientCertificate } from './https-exchange.ts';

/** What proves to the API server who we are. */
export interface Credential {
  /** Bearer token. */
  readonly token?: string;
  readonly certificate?: ClientCertificate;
  /** Milliseconds since the epoch; Infinity when the credential does not say. */
  readonly expiresAt: number;
}

/** Gives credentials; one of these serves one cluster for the life of the container. */
export interface CredentialSource {
  /** For messages: `the web identity token with audience kube:dev`. */
  readonly description: string;
  /** A credential that is not about to expire. */
  current(): Promise<Credential>;
  /** Another credential than `refused`, which the server did not accept. */
  renew(refused: Credential): Promise<Credential>;
}

/** Makes one credential; rejects with TransientError or TerminalError. */
export type IssueCredential = () => Promise<Credential>;

/** A credential is replaced this long before it expires, or a tenth of its life if that is less. */
const EXPIRY_MARGIN_MS = 60_000;
const EXPIRY_MARGIN_SHARE = 0.1;

/**
 * Caches what `issue` makes until shortly before it expires. Requests that start together share one call, and a
 * failed call is not remembered.
 */
export function createCredentialSource(
  description: string,
  issue: IssueCredential,
  clock: Clock,
): CredentialSource {
  let held: { readonly credential: Promise<Credential>; readonly since: number } | undefined;

  function issueAnew(): Promise<Credential> {
    const issued = { credential: issue(), since: clock.now() };
    held = issued;
    issued.credential.catch(() => {
      if (held === issued) held = undefined;
    });
    return issued.credential;
  }

  async function current(): Promise<Credential> {
    if (held === undefined) return issueAnew();
    const { credential, since } = held;
    const { expiresAt } = await credential;
    const marginMs = Math.min(EXPIRY_MARGIN_MS, (expiresAt - since) * EXPIRY_MARGIN_SHARE);
    return clock.now() < expiresAt - marginMs ? credential : replace(credential);
  }

  /** Issues anew, unless another request has done so since `stale` was read. */
  function replace(stale: Promise<Credential>): Promise<Credential> {
    return held === undefined || held.credential === stale ? issueAnew() : held.credential;
  }

  async function renew(refused: Credential): Promise<Credential> {
    if (held === undefined) return issueAnew();
    const { credential } = held;
    return (await credential) === refused ? replace(credential) : credential;
  }

  return { description, current, renew };
}
