import { STATUS_ATTEMPTS_MAX } from '../core/bounds.ts';
import { TransientError } from '../core/errors.ts';
import type { ResourceType } from '../core/kubernetes.ts';
import { type ExternalSecret, readExternalSecret } from '../core/secrets/external-secret.ts';
import { buildStatusPatch, type StatusInput, type SyncOutcome } from '../core/secrets/status.ts';
import { syncedResourceVersion } from '../core/secrets/synced-version.ts';
import { FIELD_MANAGER } from './recorder.ts';
import type { Run } from './run.ts';

export interface StatusWrite {
  readonly externalSecret: ExternalSecret;
  readonly outcome: SyncOutcome;
  readonly refreshIntervalMs: number;
}

/** What came of it: `announced` is the Ready status that was newly written, `stale` asks for another run. */
export interface StatusResult {
  readonly written: boolean;
  readonly ready?: string;
  readonly stale?: boolean;
}

/**
 * Writes the status if it is not as it should be, with the resourceVersion it was computed from. When that is no
 * longer the object's, it is read again: a spec that changed meanwhile is another run's matter, and a success that
 * was written after this run began is never overwritten by this run's failure.
 */
export async function writeStatus(run: Run, type: ResourceType, write: StatusWrite): Promise<StatusResult> {
  let { externalSecret } = write;
  for (let attempt = 0; attempt < STATUS_ATTEMPTS_MAX; attempt += 1) {
    const patch = buildStatusPatch({ ...toInput(run, write), externalSecret });
    if (patch === undefined || run.dryRun) return { written: false };
    try {
      const { resourceVersion } = externalSecret;
      const body = { metadata: { resourceVersion }, status: { ...patch } };
      const options = { fieldManager: FIELD_MANAGER, subresource: 'status' } as const;
      await run.deps.cluster.patch(type, externalSecret, body, options);
      const [condition] = patch.conditions;
      return { written: true, ...(condition === undefined ? {} : { ready: condition.status }) };
    } catch (error) {
      if (!(error instanceof TransientError) || error.code !== 'Conflict') return afterError(error);
    }
    const fresh = await readFresh(run, type, externalSecret);
    if (fresh === undefined) return { written: false };
    if (syncedResourceVersion(fresh) !== syncedResourceVersion(externalSecret))
      return { written: false, stale: true };
    if (write.outcome.kind === 'failure' && isNewer(fresh, run)) return { written: false };
    externalSecret = fresh;
  }
  return { written: false, stale: true };
}

function toInput(run: Run, { externalSecret, outcome, refreshIntervalMs }: StatusWrite): StatusInput {
  const lastVerified = run.memory.verifiedAt.get(externalSecret.uid);
  return { externalSecret, outcome, now: run.deps.clock.now(), lastVerified, refreshIntervalMs };
}

/** The object is gone: nothing to say. Anything else is the caller's. */
function afterError(error: unknown): StatusResult {
  if (error instanceof TransientError && error.code === 'NotFound') return { written: false };
  throw error;
}

async function readFresh(
  run: Run,
  type: ResourceType,
  { namespace, name, uid }: ExternalSecret,
): Promise<ExternalSecret | undefined> {
  const object = await run.deps.cluster.get(type, { namespace, name });
  return object?.metadata.uid === uid ? readExternalSecret(object) : undefined;
}

function isNewer({ status }: ExternalSecret, run: Run): boolean {
  return status.ready?.status === 'True' && (status.refreshTime ?? 0) >= run.startedAt - 1000;
}
