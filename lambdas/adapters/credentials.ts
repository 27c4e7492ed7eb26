import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { TransientError } from '../core/errors.ts';
import { type AwsEndpoint, clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';

/** STS of the function's own role, on its regional endpoint. */
export function createSts(endpoint: AwsEndpoint): STSClient {
  return new STSClient(clientSettings(endpoint));
}

/** A role to assume from the function's own. */
export interface AssumedRole {
  readonly roleArn: string;
  /** Session tags, which the trust policy of the role can ask for (DESIGN 4.5). */
  readonly sessionTags: Readonly<Record<string, string>>;
}

/** Keys as the SDK's clients take them; they are asked for again when `expiration` is near. */
export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Shown by CloudTrail as the session; which namespace and store it served is in the tags. */
const SESSION_NAME = 'sluice';

/** A provider for the `credentials` of an SDK client. Rejects with TransientError or TerminalError. */
export function assumeRole(sts: STSClient, { roleArn, sessionTags }: AssumedRole): () => Promise<RoleKeys> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
    Tags: Object.entries(sessionTags).map(([Key, Value]) => ({ Key, Value })),
  });
  return async () => {
    const { Credentials: keys } = await sts.send(command).catch((error: unknown) => {
      throw fromSdkError(error, roleArn);
    });
    if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken || !keys.Expiration) {
      throw new TransientError(`sts answered without keys for ${roleArn}`, {
        code: 'InvalidAnswer',
        subject: roleArn,
      });
    }
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      expiration: keys.Expiration,
    };
  };
}
