import { createHash } from 'node:crypto';
import type { AuthorizationRequest } from '../iam/policy.ts';
import { isUnderPath } from './filters.ts';
import { parseReference, selectVersion } from './name.ts';
import type { SsmState, StoredParameter } from './parameter.ts';
import { parameterArn } from './parameter.ts';

type Params = Readonly<Record<string, unknown>>;

/**
 * What a call needs: the action on every name it mentions (AWS authorises GetParameters against each name), and for
 * decryption `kms:Decrypt` on the key of each SecureString. Real KMS lets everybody in the account use the managed
 * key `aws/ssm` through SSM; here that key is treated like a customer's, so that a missing statement is seen.
 */
export function ssmRequests(
  state: SsmState,
  action: string,
  params: Params,
): readonly AuthorizationRequest[] {
  const names = namesOf(params);
  if (names.length === 0) {
    const path = params['Path'];
    const resource =
      typeof path === 'string' ? pathArn(state, path) : `arn:aws:ssm:${state.region}:${state.account}:*`;
    return [{ action: `ssm:${action}`, resource, context: {} }, ...decryptUnderPath(state, params)];
  }
  return names.flatMap((given) => {
    const { name, selector } = parseReference(state, given);
    const parameter = state.parameters.get(name);
    const resource = given.startsWith('arn:') && parameter === undefined ? given : parameterArn(state, name);
    const request = { action: `ssm:${action}`, resource, context: tagContext(parameter) };
    if (params['WithDecryption'] !== true || parameter === undefined) return [request];
    return [request, ...decryptRequest(state, parameter, selector)];
  });
}

function namesOf(params: Params): readonly string[] {
  const one = params['Name'] ?? params['ResourceId'];
  if (typeof one === 'string') return [one];
  const many = params['Names'];
  return Array.isArray(many) ? many.map(String) : [];
}

function decryptUnderPath(state: SsmState, params: Params): readonly AuthorizationRequest[] {
  const path = params['Path'];
  if (params['WithDecryption'] !== true || typeof path !== 'string') return [];
  return [...state.parameters.values()]
    .filter((parameter) => isUnderPath(parameter.name, path, params['Recursive'] === true))
    .flatMap((parameter) => decryptRequest(state, parameter));
}

function decryptRequest(
  state: SsmState,
  parameter: StoredParameter,
  selector?: string,
): readonly AuthorizationRequest[] {
  const version = selectVersion(parameter, selector);
  if (version?.type !== 'SecureString' || version.keyId === undefined) return [];
  const context = {
    'kms:ViaService': `ssm.${state.region}.amazonaws.com`,
    'kms:CallerAccount': state.account,
    'kms:EncryptionContextKeys': ['PARAMETER_ARN'],
    'kms:EncryptionContext:PARAMETER_ARN': parameterArn(state, parameter.name),
    'kms:ResourceAliases': version.keyId.startsWith('alias/') ? [version.keyId] : undefined,
  };
  return [{ action: 'kms:Decrypt', resource: keyArn(state, version.keyId), context }];
}

/** ARN of a key; one given by alias has an id made from it. */
function keyArn(state: SsmState, keyId: string): string {
  if (keyId.startsWith('arn:')) return keyId;
  const id = keyId.startsWith('alias/')
    ? createHash('sha256').update(keyId).digest('hex').slice(0, 32)
    : keyId;
  return `arn:aws:kms:${state.region}:${state.account}:key/${id}`;
}

function pathArn(state: SsmState, path: string): string {
  return parameterArn(state, path === '/' ? '/' : path.replace(/\/$/, ''));
}

function tagContext(parameter: StoredParameter | undefined): AuthorizationRequest['context'] {
  const tags = [...(parameter?.tags ?? [])].flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`ssm:resourceTag/${key}`, value],
  ]);
  return Object.fromEntries(tags);
}
