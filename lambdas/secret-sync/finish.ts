import type { Hint } from '../core/hint.ts';
import type { ResourceType } from '../core/kubernetes.ts';
import { METRIC } from '../core/metrics.ts';
import { isChanged } from '../core/secrets/due.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { storeKey } from '../core/secrets/secret-store.ts';
import type { Source } from '../core/secrets/source.ts';
import type { SyncOutcome } from '../core/secrets/status.ts';
import { collectStoreRefs } from '../core/secrets/store-refs.ts';
import { recordFor } from './recorder.ts';
import { type Run, reportExternalSecret } from './run.ts';
import { leaveUnfinished } from './unfinished.ts';
import { writeStatus } from './write-status.ts';

/** The end of one ExternalSecret in a run. */
export interface Finish {
  readonly externalSecret: ExternalSecret;
  readonly hints: readonly Hint[];
  readonly outcome: SyncOutcome;
  readonly refreshIntervalMs: number;
  /** Sources that AWS does not know, for ESO's Event about them. */
  readonly absent: readonly Source[];
}

/** Writes status and Events, reports failures, and hands back what may succeed later. Never rejects. */
export async function finish(run: Run, type: ResourceType, end: Finish): Promise<void> {
  const { externalSecret, outcome, hints } = end;
  if (outcome.kind === 'success') run.memory.verifiedAt.set(externalSecret.uid, run.startedAt);
  else reportFailure(run, end, outcome);
  if (outcome.kind === 'failure' && outcome.failure.transient) leaveUnfinished(run, externalSecret, hints);
  try {
    const result = await writeStatus(run, type, end);
    if (result.written && isHeartbeat(end)) run.deps.metrics.count(METRIC.heartbeats, 1);
    if (result.stale === true) leaveUnfinished(run, externalSecret, hints);
    const wrote = result.written || (outcome.kind === 'success' && outcome.wrote);
    if (wrote) await recordEnd(run, end, result.ready);
  } catch (error) {
    run.deps.log.warn('status not written', { externalSecret: externalSecret.name, error });
    leaveUnfinished(run, externalSecret, hints);
  }
}

/** A status that says what it said before, written because a day had passed. */
function isHeartbeat({ externalSecret, outcome }: Finish): boolean {
  return (
    outcome.kind === 'success' &&
    !outcome.wrote &&
    !isChanged(externalSecret) &&
    externalSecret.status.ready?.message === outcome.message
  );
}

function reportFailure(
  run: Run,
  { externalSecret }: Finish,
  { failure }: SyncOutcome & { readonly kind: 'failure' },
): void {
  const action = failure.refusal === true ? 'refused' : 'failed';
  reportExternalSecret(run, externalSecret, { action, reason: failure.reason, message: failure.detail });
}

/** A passing failure is not announced while Ready is Unknown or still True. */
async function recordEnd(
  run: Run,
  { externalSecret, outcome, absent }: Finish,
  ready?: string,
): Promise<void> {
  for (const { entry } of absent) {
    const message = `secret does not exist at provider using ${entry.field}`;
    await recordFor(run, externalSecret, { type: 'Normal', reason: 'MissingProviderSecret', message });
  }
  if (outcome.kind === 'failure' && ready === 'False') {
    const message = outcome.failure.detail;
    for (const ref of collectStoreRefs(externalSecret)) {
      const namespace = ref.kind === 'SecretStore' ? externalSecret.namespace : undefined;
      run.announcedStores.add(storeKey({ ...ref, namespace }));
    }
    await recordFor(run, externalSecret, { type: 'Warning', reason: 'UpdateFailed', message });
  }
}
