import type { AuthorizationRequest } from '../iam/policy.ts';
import type { SecretFilter } from './matching-secrets.ts';
import { matchingSecrets } from './matching-secrets.ts';
import type { SecretsManagerState } from './secret.ts';
import { findSecret } from './secret.ts';

type Params = Readonly<Record<string, unknown>>;

/** The action on the secret; a batch needs itself on `*` and GetSecretValue on each secret. */
export function secretsManagerRequests(
  state: SecretsManagerState,
  action: string,
  params: Params,
): readonly AuthorizationRequest[] {
  if (action === 'BatchGetSecretValue') {
    const filters = params['Filters'];
    const listed = Array.isArray(filters)
      ? matchingSecrets(state, filters as SecretFilter[]).map(({ arn }) => arn)
      : [];
    const ids = Array.isArray(params['SecretIdList']) ? params['SecretIdList'].map(String) : listed;
    const each = ids.flatMap((id) => readRequests(state, id));
    return [{ action: `secretsmanager:${action}`, resource: '*', context: {} }, ...each];
  }
  const id = params['SecretId'] ?? params['Name'];
  if (typeof id !== 'string') return [{ action: `secretsmanager:${action}`, resource: '*', context: {} }];
  return action === 'GetSecretValue' ? readRequests(state, id) : [request(state, action, id)];
}

/**
 * The value of a secret, and its decryption where it has a key of the customer's; `aws/secretsmanager` lets in whoever
 * may read the secret.
 */
function readRequests(state: SecretsManagerState, id: string): readonly AuthorizationRequest[] {
  const read = request(state, 'GetSecretValue', id);
  const keyId = findSecret(state, id)?.kmsKeyId;
  if (keyId === undefined) return [read];
  const context = {
    'kms:ViaService': `secretsmanager.${state.region}.amazonaws.com`,
    'kms:CallerAccount': state.account,
    'kms:EncryptionContextKeys': ['SecretARN', 'SecretVersionId'],
    'kms:EncryptionContext:SecretARN': read.resource,
  };
  const resource = keyId.startsWith('arn:')
    ? keyId
    : `arn:aws:kms:${state.region}:${state.account}:key/${keyId}`;
  return [read, { action: 'kms:Decrypt', resource, context }];
}

function request(state: SecretsManagerState, action: string, id: string): AuthorizationRequest {
  const secret = findSecret(state, id);
  const unknown = id.startsWith('arn:')
    ? id
    : `arn:aws:secretsmanager:${state.region}:${state.account}:secret:${id}`;
  const tags = [...(secret?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  const context = { 'secretsmanager:SecretId': secret?.arn ?? unknown, ...Object.fromEntries(tags) };
  return { action: `secretsmanager:${action}`, resource: secret?.arn ?? unknown, context };
}
