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
    const each = ids.map((id) => request(state, 'GetSecretValue', id));
    return [{ action: `secretsmanager:${action}`, resource: '*', context: {} }, ...each];
  }
  const id = params['SecretId'] ?? params['Name'];
  if (typeof id === 'string') return [request(state, action, id)];
  return [{ action: `secretsmanager:${action}`, resource: '*', context: {} }];
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
