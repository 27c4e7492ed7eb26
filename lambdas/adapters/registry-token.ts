import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  ECRPUBLICClient,
  GetAuthorizationTokenCommand as GetPublicTokenCommand,
} from '@aws-sdk/client-ecr-public';
import type { GeneratedToken } from '../core/aws-ports.ts';
import { TransientError } from '../core/errors.ts';
import { SecretValue } from '../core/secret-value.ts';
import { clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import type { KeySource } from './credentials.ts';

/** Where and as whom tokens are asked for. */
export interface TokenConnection {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly credentials: KeySource | undefined;
}

/** A token as the service gives it. */
export interface AuthorizationData {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
  readonly proxyEndpoint?: string | undefined;
}

/** GetAuthorizationToken of a private registry or of ECR Public. */
export async function askRegistry(
  { region, endpoint, credentials }: TokenConnection,
  scope: 'private' | 'public',
): Promise<GeneratedToken> {
  const settings = {
    ...clientSettings({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  try {
    if (scope === 'public') {
      const client = new ECRPUBLICClient(settings);
      const { authorizationData } = await client.send(new GetPublicTokenCommand({}));
      return toRegistryToken(authorizationData);
    }
    const client = new ECRClient(settings);
    const { authorizationData = [] } = await client.send(new GetAuthorizationTokenCommand({}));
    return toRegistryToken(authorizationData[0]);
  } catch (error) {
    throw error instanceof TransientError ? error : fromSdkError(error, 'ecr');
  }
}

/** Keys as ESO names them; the token is `user:password` in Base64, and only a private registry has an endpoint. */
export function toRegistryToken(data: AuthorizationData | undefined): GeneratedToken {
  const { authorizationToken = '', expiresAt, proxyEndpoint } = data ?? {};
  const [username = '', ...password] = Buffer.from(authorizationToken, 'base64').toString('utf8').split(':');
  if (expiresAt === undefined || password.length === 0) {
    throw new TransientError('ecr answered without a token', { code: 'InvalidAnswer', subject: 'ecr' });
  }
  const seconds = Math.floor(expiresAt.getTime() / 1000);
  return {
    expiresAt: expiresAt.getTime(),
    values: {
      username: SecretValue.ofText(username),
      password: SecretValue.ofText(password.join(':')),
      ...(proxyEndpoint === undefined ? {} : { proxy_endpoint: SecretValue.ofText(proxyEndpoint) }),
      expires_at: SecretValue.ofText(String(seconds)),
    },
  };
}
