import { TerminalError, TransientError } from '../core/errors.ts';

/**
 * All knowledge about AWS error codes, in one place. What is not listed as transient is terminal: for status
 * that is shown to a person at once, and for deletion every error counts as "unknown" anyway (DESIGN 4.8, 4.9).
 */

/** Rate limits, of the service itself and of KMS behind it (reference: aws 3). */
const THROTTLING_CODES: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TooManyUpdates',
]);

/** The service failed, not the caller. */
const SERVER_CODES: ReadonlySet<string> = new Set([
  'DependencyTimeoutException',
  'IDPCommunicationError',
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'InternalServiceError',
  'KMSInternalException',
  'ServiceException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]);

/** No answer came: Node's socket codes and the SDK's own names. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'AbortError',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'NetworkingError',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
]);

/** An answer came, and nobody could read it: it was cut on its way, or another than the service sent it. */
const UNREADABLE_CODE = 'InvalidAnswer';

/** Credentials that a later invocation gets anew. */
const STALE_CREDENTIAL_CODES: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'RequestTimeTooSkewed',
]);

const TRANSIENT_CODE_SETS = [
  THROTTLING_CODES,
  SERVER_CODES,
  NETWORK_CODES,
  STALE_CREDENTIAL_CODES,
  new Set([UNREADABLE_CODE]),
];

/** Parts of service messages that change with every request, or that name a credential. */
const VOLATILE_PARTS: readonly RegExp[] = [
  /\s*\((?:Service|Status Code|Error Code|Request ID)[^()]*\)/gi,
  /[;,]?\s*\brequest[ -]?id:?\s*[0-9a-z-]{8,}/gi,
  /\s*\bCredential=\S+/g,
  /\s*\bSignature=\S+/g,
  /\s*\bX-Amz-Security-Token[=:]\s*\S+/gi,
];

/** Whether the code says that we asked too often (`PriorRequestNotComplete` included). */
export function isThrottling(code: string): boolean {
  return THROTTLING_CODES.has(code);
}

/**
 * The error a service code stands for. The message loses request ids and credential scopes, so that equal
 * failures have equal messages (a status that changes every minute is a write every minute).
 */
export function classifyAwsError(
  code: string,
  message: string,
  cause?: unknown,
): TransientError | TerminalError {
  const details = { code, ...(cause === undefined ? {} : { cause }) };
  const stable = stripVolatileParts(message);
  const transient = TRANSIENT_CODE_SETS.some((codes) => codes.has(code));
  return transient ? new TransientError(stable, details) : new TerminalError(stable, details);
}

/**
 * Converts what an SDK call threw. The SDK's own error is not kept as `cause`: a response it could not parse
 * hangs on it with the whole body, which may hold a decrypted value (invariant I1).
 *
 * @param subject what was asked for: a parameter name, a zone id.
 */
export function fromSdkError(error: unknown, subject?: string): TransientError | TerminalError {
  if (error instanceof TransientError || error instanceof TerminalError) return error;
  const { code, message, status } = readSdkError(error);
  const classified = classifyAwsError(code, message);
  const details = { code, ...(subject === undefined ? {} : { subject }) };
  const transient = classified instanceof TransientError || status >= 500 || status === 429;
  return transient
    ? new TransientError(classified.message, details)
    : new TerminalError(classified.message, details);
}

/** What the SDK attaches to errors, as far as we read it. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  /** Node's socket code. */
  readonly code?: string;
  readonly $fault?: string;
  /** The whole answer: on errors of the parser, too. */
  readonly $response?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** InvalidChangeBatch: one message for each change that was refused. */
  readonly messages?: readonly string[];
  /** The same, where the service answers in the older form that the SDK reads as `Unknown`. */
  readonly Messages?: { readonly Message?: string | readonly string[] };
}

function readSdkError(error: unknown): { code: string; message: string; status: number } {
  const sdkError: SdkError = typeof error === 'object' && error !== null ? error : {};
  const status = sdkError.$metadata?.httpStatusCode ?? 0;
  const named = sdkError.name ?? 'UnknownError';
  if (sdkError.Messages?.Message !== undefined) {
    return { code: 'InvalidChangeBatch', message: [sdkError.Messages.Message].flat().join(', '), status };
  }
  if (sdkError.$fault !== undefined) {
    const message = sdkError.messages?.join(', ') || sdkError.message || `the service answered ${named}`;
    return { code: named, message, status };
  }
  const code = sdkError.code ?? named;
  const known = TRANSIENT_CODE_SETS.some((codes) => codes.has(code));
  if (known) return { code, message: sdkError.message || `no answer: ${code}`, status };
  // Anything else comes from our own process, mostly a parser that quotes what it read: only its name is told.
  if (sdkError.$response !== undefined) {
    return { code: UNREADABLE_CODE, message: `the answer could not be read (${named})`, status };
  }
  return { code, message: `the call failed with ${named} before an answer could be read`, status };
}

function stripVolatileParts(message: string): string {
  return VOLATILE_PARTS.reduce((text, part) => text.replace(part, ''), message).trim();
}
