import type { Log, Metrics } from '../../lambdas/core/ports.ts';

/** Log and metrics that nobody reads. */
export const SILENT: { readonly log: Log; readonly metrics: Metrics } = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  metrics: { count: () => undefined, milliseconds: () => undefined, flush: () => undefined },
};
