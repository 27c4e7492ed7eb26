import { GetWebIdentityTokenCommand, type STSClient } from '@aws-sdk/client-sts';
import { TransientError } from '../../core/errors.ts';
import { fromSdkError } from '../aws-error.ts';
import type { IssueCredential } from './auth.ts';

/** The lifetime and algorithm that the role's policy and the API server's rules allow (reference: aws 4.3). */
const DURATION_SECONDS = 900;
const SIGNING_ALGORITHM = 'ES384';

/** `sts:GetWebIdentityToken` of the function's role; the API server trusts the account's issuer. */
export function issueWebIdentity(sts: STSClient, audience: string): IssueCredential {
  const command = new GetWebIdentityTokenCommand({
    Audience: [audience],
    SigningAlgorithm: SIGNING_ALGORITHM,
    DurationSeconds: DURATION_SECONDS,
  });
  return async () => {
    const output = await sts.send(command).catch((error: unknown) => {
      throw fromSdkError(error, `web identity token for ${audience}`);
    });
    if (output.WebIdentityToken === undefined || output.Expiration === undefined) {
      throw new TransientError(`sts answered without a web identity token for ${audience}`, {
        code: 'InvalidAnswer',
      });
    }
    return { token: output.WebIdentityToken, expiresAt: output.Expiration.getTime() };
  };
}
