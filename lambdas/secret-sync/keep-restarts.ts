import * as v from 'valibot';
import { RESTART_AGE_MS_MAX, RETRY_VISIBILITY_SECONDS } from '../core/bounds.ts';
import type { InvocationResult } from '../runtime/invocation.ts';
import type { SecretSyncDeps } from './deps.ts';

const Batch = v.object({
  Records: v.array(
    v.object({
      messageId: v.string(),
      body: v.string(),
      attributes: v.object({ ApproximateReceiveCount: v.string() }),
    }),
  ),
});
type Message = v.InferOutput<typeof Batch>['Records'][number];

const Restart = v.looseObject({ sluice: v.literal('restart'), at: v.optional(v.number()) });

/**
 * What a batch came to, without the restarts that would now be dead letters: no sweep finds a restart that was missed,
 * so its message is put on the queue anew, for a day after the rotation. A restart told twice makes one rollout.
 * @param event the batch that `result` answers
 */
export async function keepRestarts(
  deps: Pick<SecretSyncDeps, 'queue' | 'clock' | 'log'>,
  event: unknown,
  result: InvocationResult,
): Promise<InvocationResult> {
  const batch = v.safeParse(Batch, event);
  if (!batch.success || !('batchItemFailures' in result)) return result;
  const failed = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const message of batch.output.Records) {
    if (failed.has(message.messageId) && (await sendAgain(deps, message))) failed.delete(message.messageId);
  }
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Whether the message is on the queue anew, and this one may go. */
async function sendAgain(
  { queue, clock, log }: Pick<SecretSyncDeps, 'queue' | 'clock' | 'log'>,
  { messageId, body, attributes }: Message,
): Promise<boolean> {
  const isLast = Number(attributes.ApproximateReceiveCount) > RETRY_VISIBILITY_SECONDS.length;
  const restart = v.safeParse(Restart, isLast ? parse(body) : undefined);
  if (!restart.success) return false;
  const { at = clock.now() } = restart.output;
  if (clock.now() - at > RESTART_AGE_MS_MAX) return false;
  try {
    await queue.send({ ...restart.output, at }, RETRY_VISIBILITY_SECONDS.at(-1) ?? 0);
    return true;
  } catch (error) {
    log.warn('restart not put on the queue anew', { messageId, error });
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
