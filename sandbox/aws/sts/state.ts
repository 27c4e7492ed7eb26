import type { Credentials } from '../iam/credentials.ts';
import type { Roles } from '../iam/roles.ts';
import type { SigningKeys } from './signing-keys.ts';

/** STS of one account and region. */
export interface StsState {
  readonly account: string;
  readonly region: string;
  /** `https://<uuid>.tokens.sts.global.api.aws`, or where the sandbox serves its discovery document. */
  readonly issuer: string;
  /** Outbound web identity federation of the account: off, no token is made. */
  isFederationOn(): boolean;
  readonly keys: SigningKeys;
  readonly roles: Roles;
  readonly credentials: Credentials;
  /** Tokens made so far; makes `jti`. */
  sequence: number;
  now(): number;
}
