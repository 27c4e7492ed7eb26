import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { batchGetSecretValue, getSecretValue } from './get-value.ts';
import { deleteSecret, restoreSecret } from './lifecycle.ts';
import { describeSecret, listSecrets, listSecretVersionIds } from './list-secrets.ts';
import { createSecret, putSecretValue, updateSecret } from './put-value.ts';
import type { SecretsManagerState } from './secret.ts';
import { tagResource, untagResource } from './tags.ts';
import { updateSecretVersionStage } from './version-stage.ts';

const OPERATIONS = {
  CreateSecret: createSecret,
  PutSecretValue: putSecretValue,
  UpdateSecret: updateSecret,
  GetSecretValue: getSecretValue,
  BatchGetSecretValue: batchGetSecretValue,
  DescribeSecret: describeSecret,
  ListSecrets: listSecrets,
  ListSecretVersionIds: listSecretVersionIds,
  UpdateSecretVersionStage: updateSecretVersionStage,
  DeleteSecret: deleteSecret,
  RestoreSecret: restoreSecret,
  TagResource: tagResource,
  UntagResource: untagResource,
};

/** `call('GetSecretValue', { SecretId })` and so on. */
export type SecretsManager = AwsService<SecretsManagerState, typeof OPERATIONS>;

export interface SecretsManagerOptions extends ServiceHooks {
  /** Default 123456789012. */
  readonly account?: string;
  /** Default ap-northeast-2. */
  readonly region?: string;
}

/** An empty Secrets Manager of one account and region. Set `state.changed` to hear of label updates. */
export function createSecretsManager(options: SecretsManagerOptions): SecretsManager {
  const { account = '123456789012', region = 'ap-northeast-2', ...hooks } = options;
  const now = () => options.now();
  const state: SecretsManagerState = { account, region, secrets: new Map(), sequence: 0, now };
  return new AwsService(OPERATIONS, state, { ...hooks, now });
}
