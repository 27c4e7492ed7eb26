import { AwsServiceError } from '../service-error.ts';
import type { SecretsManagerState } from './secret.ts';
import { requireSecret } from './secret.ts';
import { moveStage, versionWithStage } from './stages.ts';

export interface UpdateStageRequest {
  readonly SecretId: string;
  readonly VersionStage: string;
  readonly RemoveFromVersionId?: string;
  readonly MoveToVersionId?: string;
}

/** Moves, adds or removes one staging label. */
export function updateSecretVersionStage(
  state: SecretsManagerState,
  request: UpdateStageRequest,
): { ARN: string; Name: string } {
  const secret = requireSecret(state, request.SecretId);
  const holder = versionWithStage(secret, request.VersionStage);
  if (
    holder !== undefined &&
    request.RemoveFromVersionId !== holder.id &&
    request.MoveToVersionId !== holder.id
  ) {
    const message = `The parameter RemoveFromVersionId can't be empty. Staging label ${request.VersionStage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`;
    throw new AwsServiceError('InvalidParameterException', message);
  }
  if (request.MoveToVersionId === undefined) {
    if (request.VersionStage === 'AWSCURRENT') {
      throw new AwsServiceError('InvalidParameterException', 'AWSCURRENT can be moved and not removed.');
    }
    holder?.stages.delete(request.VersionStage);
    return { ARN: secret.arn, Name: secret.name };
  }
  const target = secret.versions.get(request.MoveToVersionId);
  if (target === undefined) {
    const message = `Secrets Manager can't find the specified secret value for VersionId: ${request.MoveToVersionId}`;
    throw new AwsServiceError('ResourceNotFoundException', message);
  }
  moveStage(state, secret, request.VersionStage, target);
  return { ARN: secret.arn, Name: secret.name };
}
