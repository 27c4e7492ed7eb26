import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { NoAnswer } from '../../lambdas/adapters/kubernetes/https-exchange.ts';
import { withRetry } from '../../lambdas/adapters/kubernetes/retry.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import type { ApiServer } from '../../sandbox/kubernetes/api-server.ts';
import type { Caller } from '../../sandbox/kubernetes/requests/context.ts';
import type { Gatekeeper } from './world.ts';

/** Given with every request, so that the server answers within the call. */
export const ADMINISTRATOR: Caller = {
  username: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
};

/**
 * The real client with its retries over the API server in process, one permission a request. A LIST with no
 * resourceVersion is a consistent read, so an API server that lags answers late, which the schedule does, and never
 * with an old state.
 */
export function gatedCluster(
  server: ApiServer,
  gatekeeper: Gatekeeper,
  { pageSize, asked }: { readonly pageSize: number; readonly asked?: (request: HttpRequest) => void },
): Cluster {
  const exchange = (request: HttpRequest) =>
    gatekeeper.perform<HttpResponse>({
      text: `${request.method} ${request.path.split('?')[0]?.replace(/^.*\/(namespaces|v1)\//, '') ?? ''}`,
      effect: () => {
        asked?.(request);
        return isEvent(request) ? ACCEPTED : server.handle(request, ADMINISTRATOR);
      },
      refuse,
    });
  const transport = (request: HttpRequest) =>
    withRetry(request, () => exchange(request), { clock: gatekeeper.clock, random: () => 0.5 });
  return createCluster(transport, { pageSize });
}

const ACCEPTED: HttpResponse = { status: 201, headers: {}, body: '{}' };

/** Events are a courtesy that nothing is decided by; storing them would double the work of a world. */
function isEvent({ method, path }: HttpRequest): boolean {
  return method === 'POST' && path.includes('/events');
}

function refuse(fault: 'throttled' | 'unavailable' | 'reset'): HttpResponse {
  if (fault === 'reset')
    throw new NoAnswer('the connection broke', { code: 'Unreachable', cause: undefined, sent: true });
  const code = fault === 'throttled' ? 429 : 503;
  const body = { kind: 'Status', status: 'Failure', reason: 'TooManyRequests', message: 'try later', code };
  return { status: code, headers: {}, body: JSON.stringify(body) };
}
