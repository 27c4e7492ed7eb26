import { createInvocation, type InvocationResult, type LambdaContext } from '../runtime/invocation.ts';
import type { SecretSyncDeps } from './deps.ts';
import { createReconcile } from './reconcile.ts';

/** The function behind `handler`, with the world injected: SQS batches and direct invokes in, answer or report out. */
export function createSecretSync(
  deps: SecretSyncDeps,
): (event: unknown, context: LambdaContext) => Promise<InvocationResult> {
  const { queue, clock, log, metrics } = deps;
  const reconcile = createReconcile(deps);
  const invoke = createInvocation({ half: 'secrets', reconcile, queue, clock, log, metrics });
  if (deps.config.restart !== true) return invoke;
  return async (event, context) => {
    const result = await invoke(event, context);
    if (!('batchItemFailures' in result) || result.batchItemFailures.length === 0) return result;
    const { keepRestarts } = await import('./keep-restarts.ts');
    return keepRestarts(deps, event, result);
  };
}
