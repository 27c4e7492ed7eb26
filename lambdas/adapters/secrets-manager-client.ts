import {
  BatchGetSecretValueCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { ListedSecret, SecretsManager } from '../core/aws-ports.ts';
import { SECRET_PAGES_MAX } from '../core/bounds.ts';
import { TransientError } from '../core/errors.ts';
import { clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import type { KeySource } from './credentials.ts';
import { toListedSecret } from './listed-secret.ts';
import { isSecretAbsent, toBatch, toSecretVersion } from './secret-version.ts';

/** Connects to Secrets Manager with the SDK. A file apart, loaded on first use. */
export function connectSecretsManager(options: {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly credentials: KeySource | undefined;
}): SecretsManager {
  const { region, endpoint, credentials } = options;
  const client = new SecretsManagerClient({
    ...clientSettings({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return {
    getValue: (SecretId, version) => {
      const wanted = 'stage' in version ? { VersionStage: version.stage } : { VersionId: version.versionId };
      return orAbsent(SecretId, async () =>
        toSecretVersion(await client.send(new GetSecretValueCommand({ SecretId, ...wanted }))),
      );
    },
    getCurrentValues: (ids) =>
      failing('secrets', async () =>
        toBatch(ids, await client.send(new BatchGetSecretValueCommand({ SecretIdList: [...ids] }))),
      ),
    listSecrets: () => failing('secrets', () => listSecrets(client)),
    getTags: (SecretId) =>
      orAbsent(SecretId, async () => {
        const { Tags = [] } = await client.send(new DescribeSecretCommand({ SecretId }));
        return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      }),
  };
}

async function listSecrets(client: SecretsManagerClient): Promise<readonly ListedSecret[]> {
  const secrets: ListedSecret[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < SECRET_PAGES_MAX; page += 1) {
    const token = NextToken === undefined ? {} : { NextToken };
    const answer = await client.send(new ListSecretsCommand({ MaxResults: 100, ...token }));
    secrets.push(...(answer.SecretList ?? []).map(toListedSecret));
    NextToken = answer.NextToken;
    if (NextToken === undefined) return secrets;
  }
  throw new TransientError(`more than ${SECRET_PAGES_MAX} pages of secrets`, { code: 'EndlessList' });
}

async function orAbsent<T>(id: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const known = error instanceof TransientError ? error : fromSdkError(error, id);
    if (isSecretAbsent(known)) return undefined;
    throw known;
  }
}

async function failing<T>(subject: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof TransientError ? error : fromSdkError(error, subject);
  }
}
