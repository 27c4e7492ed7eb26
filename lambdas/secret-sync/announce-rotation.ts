import type { KubernetesObject } from '../core/kubernetes.ts';
import { isEqualJson } from '../core/secrets/equal-json.ts';
import { LABEL } from '../core/secrets/marks.ts';
import type { ObservedSecret } from '../core/secrets/observed-secret.ts';
import type { Run } from './run.ts';

/** Changes that come within this time make one rollout. */
const COALESCE_SECONDS = 10;

/**
 * Before data of a Secret is replaced, tells the queue to restart its workloads some seconds later: a run that ends
 * between both still restarts them, and one that never wrote restarts nothing. Not for a Secret that was made by
 * hand: its first takeover is no rotation. Rejects when the message cannot be sent; the Secret is not written then.
 */
export async function announceRotation(
  run: Run,
  observed: ObservedSecret | undefined,
  next: KubernetesObject,
): Promise<void> {
  if (run.deps.config.restart !== true || run.dryRun || observed === undefined) return;
  if (observed.labels[LABEL.managed] !== 'true') return;
  if (isEqualJson(observed.object['data'] ?? {}, next['data'] ?? {})) return;
  const { namespace, name } = next.metadata;
  const at = run.deps.clock.now();
  const body = { sluice: 'restart', namespace, secret: name, before: observed.resourceVersion, at };
  await run.deps.queue.send(body, COALESCE_SECONDS);
}
