import { TerminalError, TransientError } from '../../core/errors.ts';
import { METRIC } from '../../core/metrics.ts';
import type { Metrics } from '../../core/ports.ts';
import type { Transport } from './http.ts';

/** Where failures to prove who we are are counted; an alarm watches the metric. */
export type RefusalMetrics = Pick<Metrics, 'count'>;

/** Counts requests whose credential the API server refused for good. */
export function countRefusedRequests(transport: Transport, metrics: RefusalMetrics): Transport {
  return async (request) => {
    try {
      return await transport(request);
    } catch (error) {
      if (error instanceof TransientError && error.code === 'Unauthorized') {
        metrics.count(METRIC.authenticationFailed, 1);
      }
      throw error;
    }
  };
}

/**
 * Counts what cannot be had before somebody changes something, a credential or where EKS has the cluster; a throttled
 * STS is not among them.
 */
export function countRefusals<T>(ask: () => Promise<T>, metrics: RefusalMetrics): () => Promise<T> {
  return async () => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof TerminalError) metrics.count(METRIC.authenticationFailed, 1);
      throw error;
    }
  };
}
