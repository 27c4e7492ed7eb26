import { AwsServiceError } from '../service-error.ts';
import type { SecretsManagerState } from './secret.ts';
import { moveStage, requireSecret, versionWithStage } from './secret.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Recovery window in days (Secrets Manager API reference, DeleteSecret). */
const WINDOW_DAYS = { default: 30, min: 7, max: 30 };

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

export interface DeleteSecretRequest {
  readonly SecretId: string;
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

/** Marks for deletion after the recovery window, or deletes at once when forced. */
export function deleteSecret(
  state: SecretsManagerState,
  request: DeleteSecretRequest,
): { ARN: string; Name: string; DeletionDate: number } {
  const secret = requireSecret(state, request.SecretId, { marked: true });
  const days = request.RecoveryWindowInDays ?? WINDOW_DAYS.default;
  if (days < WINDOW_DAYS.min || days > WINDOW_DAYS.max) {
    const message = `RecoveryWindowInDays value must be between ${WINDOW_DAYS.min} and ${WINDOW_DAYS.max} days (inclusive).`;
    throw new AwsServiceError('InvalidParameterException', message);
  }
  const force = request.ForceDeleteWithoutRecovery === true;
  const deleteAt = state.now() + (force ? 0 : days * DAY_MS);
  if (force) state.secrets.delete(secret.name);
  else secret.deleteAt = deleteAt;
  return { ARN: secret.arn, Name: secret.name, DeletionDate: deleteAt / 1000 };
}

/** Takes the mark off again. */
export function restoreSecret(
  state: SecretsManagerState,
  request: { readonly SecretId: string },
): { ARN: string; Name: string } {
  const secret = requireSecret(state, request.SecretId, { marked: true });
  secret.deleteAt = undefined;
  return { ARN: secret.arn, Name: secret.name };
}

/** Sets tags. */
export function tagResource(
  state: SecretsManagerState,
  request: {
    readonly SecretId: string;
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  },
): Record<string, never> {
  const { tags } = requireSecret(state, request.SecretId);
  for (const { Key, Value } of request.Tags) tags.set(Key, Value);
  return {};
}

/** Removes tags by key. */
export function untagResource(
  state: SecretsManagerState,
  request: { readonly SecretId: string; readonly TagKeys: readonly string[] },
): Record<string, never> {
  const { tags } = requireSecret(state, request.SecretId);
  for (const key of request.TagKeys) tags.delete(key);
  return {};
}
