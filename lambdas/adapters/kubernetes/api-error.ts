import { TerminalError, TransientError } from '../../core/errors.ts';
import type { HttpResponse } from './http.ts';

/** The fields of a Kubernetes `Status` answer that decide what happens next. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly retryAfterSeconds?: number };
}

/** Reason used when the body is not a `Status`: a proxy answered, or the path is not served at all. */
const REASON_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'MethodNotAllowed',
  408: 'Timeout',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/**
 * Statuses after which the same work may succeed: lost races (404 on a write, 409, 410), overload, and 401, since
 * an API server that has just started does not know the issuer's keys yet (reference: kubernetes 4.1).
 */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([401, 404, 408, 409, 410, 425, 429]);

/** A body longer than this is a page of some proxy, not a message. */
const PLAIN_TEXT_MAX = 200;

/**
 * Turns an answer that is not a success into an error whose `code` is the server's reason (`Conflict`,
 * `AlreadyExists`, `Forbidden`, `Invalid`, `Expired`, ...) and whose message is the server's own. A 404 that is
 * not about an object, because its API is not served, has the code `NotServed`. `Gone` is reported as `Expired`.
 */
export function toApiError(response: HttpResponse, subject: string): TransientError | TerminalError {
  const status = parseStatus(response.body);
  const code = reasonOf(response.status, status);
  const message = status?.message ?? plainMessage(response);
  const retryAfterSeconds = retryAfterOf(response, status);
  const details = { code, subject, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  const transient = TRANSIENT_STATUSES.has(response.status) || response.status >= 500;
  return transient ? new TransientError(message, details) : new TerminalError(message, details);
}

/** Whether the server said that this object does not exist, as opposed to "this path is not served". */
export function isAbsent(response: HttpResponse): boolean {
  return response.status === 404 && parseStatus(response.body)?.reason === 'NotFound';
}

function reasonOf(httpStatus: number, status: Status | undefined): string {
  if (httpStatus === 404 && status?.reason !== 'NotFound') return 'NotServed';
  if (httpStatus === 410) return 'Expired';
  if (status?.reason !== undefined && status.reason !== '') return status.reason;
  return REASON_BY_STATUS[httpStatus] ?? (httpStatus >= 500 ? 'InternalError' : 'BadRequest');
}

function parseStatus(body: string): Status | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const isStatus =
      typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'Status';
    return isStatus ? (parsed as Status) : undefined;
  } catch {
    return undefined;
  }
}

function plainMessage(response: HttpResponse): string {
  const text = response.body.replace(/\s+/g, ' ').trim().slice(0, PLAIN_TEXT_MAX);
  return `the API server answered ${response.status}${text === '' ? '' : `: ${text}`}`;
}

function retryAfterOf(response: HttpResponse, status: Status | undefined): number | undefined {
  const header = Number(response.headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(header) && header >= 0) return header;
  return status?.details?.retryAfterSeconds;
}
