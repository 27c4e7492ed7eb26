import { AwsServiceError } from '../service-error.ts';
import type { SecretsManagerState } from './secret.ts';
import { requireSecret } from './secret.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Recovery window in days (Secrets Manager API reference, DeleteSecret). */
const WINDOW_DAYS = { default: 30, min: 7, max: 30 };

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
