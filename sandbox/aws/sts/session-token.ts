import type { Caller } from '../service.ts';
import { AwsServiceError, validationError } from '../service-error.ts';
import { type SessionCredentials, sessionCredentials } from './session-credentials.ts';
import type { StsState } from './state.ts';

/** Session lengths in seconds (STS API reference, GetSessionToken). */
const DURATION = { min: 900, max: 129_600, default: 43_200 };

export interface SessionTokenRequest {
  readonly DurationSeconds?: number;
}

/** A session of the caller's own long-lived keys. */
export function getSessionToken(
  state: StsState,
  { DurationSeconds = DURATION.default }: SessionTokenRequest,
  caller: Caller,
): { readonly Credentials: SessionCredentials } {
  if (caller.expiresAt !== undefined) {
    throw new AwsServiceError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  }
  if (DurationSeconds < DURATION.min || DurationSeconds > DURATION.max) {
    const bound =
      DurationSeconds < DURATION.min
        ? `greater than or equal to ${DURATION.min}`
        : `less than or equal to ${DURATION.max}`;
    throw validationError(String(DurationSeconds), 'durationSeconds', `Member must have value ${bound}`);
  }
  const keys = state.credentials.issueOwnSession(caller, DurationSeconds);
  return { Credentials: sessionCredentials(keys) };
}
