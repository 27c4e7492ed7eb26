import { type Credentials, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { GeneratedToken, SessionTokenRequest } from '../core/aws-ports.ts';
import { TransientError } from '../core/errors.ts';
import { SecretValue } from '../core/secret-value.ts';
import { clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import type { TokenConnection } from './registry-token.ts';

/** GetSessionToken, which takes long-lived keys: those of a role are refused by STS. */
export async function askSession(
  { region, endpoint, credentials }: TokenConnection,
  { durationSeconds, serialNumber, tokenCode }: SessionTokenRequest,
): Promise<GeneratedToken> {
  const client = new STSClient({
    ...clientSettings({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  const command = new GetSessionTokenCommand({
    ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
    ...(serialNumber === undefined ? {} : { SerialNumber: serialNumber }),
    ...(tokenCode === undefined ? {} : { TokenCode: tokenCode }),
  });
  const { Credentials: keys } = await client.send(command).catch((error: unknown) => {
    throw fromSdkError(error, 'sts');
  });
  return toSessionToken(keys);
}

/** Keys as ESO names them. */
export function toSessionToken(keys: Credentials | undefined): GeneratedToken {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new TransientError('sts answered without keys', { code: 'InvalidAnswer', subject: 'sts' });
  }
  const seconds = Math.floor(Expiration.getTime() / 1000);
  return {
    expiresAt: Expiration.getTime(),
    values: {
      access_key_id: SecretValue.ofText(AccessKeyId),
      secret_access_key: SecretValue.ofText(SecretAccessKey),
      session_token: SecretValue.ofText(SessionToken),
      expiration: SecretValue.ofText(String(seconds)),
    },
  };
}
