/**
 * The only error axis a scheduler needs: may the same call succeed later without a person's help?
 * Adapters convert SDK and HTTP errors into these once, at the edge; core never sees another error type.
 * Decision problems are values (`Refused`), never exceptions.
 */

/** What an error carries besides its message. `code` is the service's own code (`ParameterNotFound`, `Conflict`). */
export interface ErrorDetails {
  readonly code?: string;
  /** The object, parameter or zone concerned: `ExternalSecret/auth/postgres`, never a value. */
  readonly subject?: string;
  readonly cause?: unknown;
  /** Seconds the server asked us to wait (`Retry-After`). */
  readonly retryAfterSeconds?: number;
}

abstract class CodedError extends Error {
  readonly code: string;
  readonly subject: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code ?? new.target.name;
    this.subject = details.subject;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Throttling, network, 5xx, expired token, 409: the same work may succeed on a later try. */
export class TransientError extends CodedError {}

/** Access denied, invalid, not found: the same call fails again until somebody changes something. */
export class TerminalError extends CodedError {}

/** A safety rule of ours said no (breaker, tenancy, foreign owner). Carries the rule in `code`. */
export class RefusedError extends CodedError {}
