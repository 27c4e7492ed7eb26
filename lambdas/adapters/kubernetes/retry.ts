import { KUBERNETES_ATTEMPTS_MAX, RETRY_AFTER_MS_MAX } from '../../core/bounds.ts';
import type { Clock } from '../../core/ports.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { NoAnswer } from './https-exchange.ts';

/** First step of the backoff; doubled at every attempt, then drawn from [0, step) (full jitter). */
const BACKOFF_MS = 100;

export interface RetryOptions {
  readonly clock: Clock;
  /** In [0, 1). Default Math.random. */
  readonly random?: () => number;
  /** Default KUBERNETES_ATTEMPTS_MAX. */
  readonly attemptsMax?: number;
}

/**
 * Repeats one request while that is safe: 429 always (the server refused before it began), a failure of the server
 * or of the connection for everything but POST (a PUT carries its resourceVersion and a DELETE its preconditions,
 * so a repeated one loses with Conflict instead of harming), a refused connection always. A timeout is not
 * repeated: the run goes back to the queue instead.
 */
export async function withRetry(
  request: HttpRequest,
  attempt: () => Promise<HttpResponse>,
  { clock, random = Math.random, attemptsMax = KUBERNETES_ATTEMPTS_MAX }: RetryOptions,
): Promise<HttpResponse> {
  for (let made = 1; ; made += 1) {
    const outcome = await attempt().catch((error: unknown) => ({ error }));
    const delayMs =
      made >= attemptsMax ? undefined : delayBefore(request, outcome, random() * BACKOFF_MS * 2 ** made);
    if (delayMs === undefined) {
      if ('error' in outcome) throw outcome.error;
      return outcome;
    }
    await clock.sleep(delayMs);
  }
}

/** How long to wait before the next attempt; undefined when there must be none. */
function delayBefore(
  request: HttpRequest,
  outcome: HttpResponse | { readonly error: unknown },
  backoffMs: number,
): number | undefined {
  const repeatable = request.method !== 'POST';
  if ('error' in outcome) {
    if (!(outcome.error instanceof NoAnswer) || outcome.error.code === 'Timeout') return undefined;
    return repeatable || !outcome.error.sent ? backoffMs : undefined;
  }
  const overloaded = outcome.status === 429;
  if (!(overloaded || (outcome.status >= 500 && repeatable))) return undefined;
  const askedMs = Number(outcome.headers['retry-after'] ?? 0) * 1_000;
  if (!(askedMs <= RETRY_AFTER_MS_MAX)) return undefined;
  return askedMs + backoffMs;
}
