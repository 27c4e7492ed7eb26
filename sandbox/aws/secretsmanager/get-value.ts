import { AwsServiceError } from '../service-error.ts';
import type { SecretFilter } from './matching-secrets.ts';
import { matchingSecrets } from './matching-secrets.ts';
import type { SecretsManagerState } from './secret.ts';
import { requireSecret } from './secret.ts';
import { versionWithStage } from './stages.ts';

/** Secrets one BatchGetSecretValue takes (Secrets Manager API reference). */
const BATCH_MAX = 20;

export interface SecretValueOutput {
  readonly ARN: string;
  readonly Name: string;
  readonly VersionId: string;
  readonly SecretString?: string;
  readonly SecretBinary?: string;
  readonly VersionStages: string[];
  readonly CreatedDate: number;
}

export interface GetSecretValueRequest {
  readonly SecretId: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

/** The value of a version, by id or staging label (default AWSCURRENT). */
export function getSecretValue(
  state: SecretsManagerState,
  request: GetSecretValueRequest,
): SecretValueOutput {
  const secret = requireSecret(state, request.SecretId);
  const stage = request.VersionStage ?? (request.VersionId === undefined ? 'AWSCURRENT' : undefined);
  const byId = request.VersionId === undefined ? undefined : secret.versions.get(request.VersionId);
  const version = request.VersionId === undefined ? versionWithStage(secret, stage ?? 'AWSCURRENT') : byId;
  if (version === undefined || (stage !== undefined && !version.stages.has(stage))) {
    const what =
      request.VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${request.VersionId}`;
    const message = `Secrets Manager can't find the specified secret value for ${what}`;
    throw new AwsServiceError('ResourceNotFoundException', message);
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.string === undefined ? {} : { SecretString: version.string }),
    ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
    VersionStages: [...version.stages].sort(),
    CreatedDate: version.createdAt / 1000,
  };
}

export interface BatchGetRequest {
  readonly SecretIdList?: readonly string[];
  readonly Filters?: readonly SecretFilter[];
}

interface BatchError {
  readonly SecretId: string;
  readonly ErrorCode: string;
  readonly Message: string;
}

/** Current values of up to twenty secrets, by id or by filter; what fails is listed in Errors. */
export function batchGetSecretValue(
  state: SecretsManagerState,
  request: BatchGetRequest,
): { SecretValues: SecretValueOutput[]; Errors: BatchError[] } {
  const { SecretIdList, Filters } = request;
  if ((SecretIdList === undefined) === (Filters === undefined) || (SecretIdList?.length ?? 0) > BATCH_MAX) {
    const message = `Either 'SecretIdList' (1 to ${BATCH_MAX} ids) or 'Filters' must be provided, but not both.`;
    throw new AwsServiceError('InvalidParameterException', message);
  }
  const ids = SecretIdList ?? matchingSecrets(state, Filters ?? []).map((secret) => secret.name);
  const SecretValues: SecretValueOutput[] = [];
  const Errors: BatchError[] = [];
  for (const SecretId of ids) {
    try {
      SecretValues.push(getSecretValue(state, { SecretId }));
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}
