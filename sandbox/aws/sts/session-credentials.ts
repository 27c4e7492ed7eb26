import type { IssuedKeys } from '../iam/credentials.ts';

/** `Credentials` of an answer of STS. */
export interface SessionCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** Seconds since the epoch. */
  readonly Expiration: number;
}

export function sessionCredentials(keys: IssuedKeys): SessionCredentials {
  return {
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken ?? '',
    Expiration: (keys.expiration ?? 0) / 1000,
  };
}
