import { AwsServiceError } from '../service-error.ts';
import type { Secret, SecretsManagerState, SecretVersion } from './secret.ts';
import { findSecret, requireSecret, secretArn } from './secret.ts';
import { moveStage } from './stages.ts';

interface SecretContent {
  readonly SecretString?: string;
  /** Base64. */
  readonly SecretBinary?: string;
  readonly ClientRequestToken?: string;
}

export interface CreateSecretRequest extends SecretContent {
  readonly Name: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** Largest secret value in bytes (Secrets Manager quota). */
const VALUE_BYTES_MAX = 65_536;

interface ValueResult {
  readonly ARN: string;
  readonly Name: string;
  readonly VersionId?: string;
}

/** A new secret, with a first version when a value is given. */
export function createSecret(state: SecretsManagerState, request: CreateSecretRequest): ValueResult {
  if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(request.Name)) {
    throw new AwsServiceError(
      'ValidationException',
      `Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!`,
    );
  }
  if (findSecret(state, request.Name) !== undefined) {
    const message = `The operation failed because the secret ${request.Name} already exists.`;
    throw new AwsServiceError('ResourceExistsException', message);
  }
  state.sequence += 1;
  const now = state.now();
  const secret: Secret = {
    name: request.Name,
    arn: secretArn(state, request.Name),
    createdAt: now,
    versions: new Map(),
    tags: new Map((request.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    description: request.Description,
    kmsKeyId: request.KmsKeyId,
    changedAt: now,
    deleteAt: undefined,
  };
  const version = hasContent(request) ? addVersion(state, secret, request) : undefined;
  state.secrets.set(secret.name, secret);
  if (version !== undefined) moveStage(state, secret, 'AWSCURRENT', version);
  return { ARN: secret.arn, Name: secret.name, ...(version === undefined ? {} : { VersionId: version.id }) };
}

export interface PutSecretValueRequest extends SecretContent {
  readonly SecretId: string;
  readonly VersionStages?: readonly string[];
}

/** A new version with the given labels (default AWSCURRENT). The same token with the same value is a no-op. */
export function putSecretValue(
  state: SecretsManagerState,
  request: PutSecretValueRequest,
): ValueResult & { readonly VersionStages: string[] } {
  const secret = requireSecret(state, request.SecretId);
  if (!hasContent(request)) {
    throw new AwsServiceError(
      'InvalidParameterException',
      'You must provide either SecretString or SecretBinary.',
    );
  }
  const version = addVersion(state, secret, request);
  for (const stage of request.VersionStages ?? ['AWSCURRENT']) moveStage(state, secret, stage, version);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    VersionStages: [...version.stages].sort(),
  };
}

export interface UpdateSecretRequest extends SecretContent {
  readonly SecretId: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
}

/** Changes description or key, and with a value makes a new AWSCURRENT version. */
export function updateSecret(state: SecretsManagerState, request: UpdateSecretRequest): ValueResult {
  const secret = requireSecret(state, request.SecretId);
  secret.description = request.Description ?? secret.description;
  secret.kmsKeyId = request.KmsKeyId ?? secret.kmsKeyId;
  secret.changedAt = state.now();
  if (!hasContent(request)) return { ARN: secret.arn, Name: secret.name };
  const version = addVersion(state, secret, request);
  moveStage(state, secret, 'AWSCURRENT', version);
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id };
}

function addVersion(state: SecretsManagerState, secret: Secret, content: SecretContent): SecretVersion {
  const { SecretString: string, SecretBinary: binary } = content;
  if (Buffer.byteLength(string ?? binary ?? '') > VALUE_BYTES_MAX) {
    throw new AwsServiceError(
      'ValidationException',
      `a secret value may have at most ${VALUE_BYTES_MAX} bytes`,
    );
  }
  state.sequence += 1;
  const id =
    content.ClientRequestToken ?? `00000000-0000-4000-9000-${state.sequence.toString(16).padStart(12, '0')}`;
  const existing = secret.versions.get(id);
  if (existing !== undefined) {
    if (existing.string === string && existing.binary === binary) return existing;
    const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`;
    throw new AwsServiceError('ResourceExistsException', message);
  }
  const version = { id, string, binary, createdAt: state.now(), stages: new Set<string>() };
  secret.versions.set(id, version);
  secret.changedAt = version.createdAt;
  return version;
}

function hasContent(content: SecretContent): boolean {
  return content.SecretString !== undefined || content.SecretBinary !== undefined;
}
