import { createInvocation, type InvocationResult, type LambdaContext } from '../runtime/invocation.ts';
import type { SecretSyncDeps } from './deps.ts';
import { createReconcile } from './reconcile.ts';

/** The function behind `handler`, with the world injected: SQS batches and direct invokes in, answer or report out. */
export function createSecretSync(
  deps: SecretSyncDeps,
): (event: unknown, context: LambdaContext) => Promise<InvocationResult> {
  const { queue, clock, log, metrics } = deps;
  return createInvocation({ half: 'secrets', reconcile: createReconcile(deps), queue, clock, log, metrics });
}
