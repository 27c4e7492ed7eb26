import { TransientError } from '../core/errors.ts';
import type { ResourceType } from '../core/kubernetes.ts';
import { SECRET } from '../core/resources.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { CLEANUP_FINALIZER } from '../core/secrets/marks.ts';
import { readObservedSecret } from '../core/secrets/observed-secret.ts';
import { valueAt } from '../core/secrets/raw-json.ts';
import type { Referrer } from '../core/secrets/referrers.ts';
import { controllerOf } from '../core/secrets/secret-owner.ts';
import { targetNameOf } from '../core/secrets/target-name.ts';
import { FIELD_MANAGER } from './recorder.ts';
import { type Run, reportExternalSecret } from './run.ts';
import { leaveUnfinished } from './unfinished.ts';

/**
 * An ExternalSecret that is being deleted hangs as long as ESO's finalizer is on it. As ESO does: under
 * deletionPolicy Delete the Secret that it controls goes first, then the finalizer (DESIGN 4.9). We never add one.
 */
export async function releaseFinalizer(
  run: Run,
  type: ResourceType,
  { externalSecret, hints }: Referrer,
): Promise<void> {
  try {
    await removeControlledSecret(run, externalSecret);
    await removeFinalizer(run, type, externalSecret);
    reportExternalSecret(run, externalSecret, { action: 'updated', reason: 'FinalizerReleased' });
  } catch (error) {
    if (error instanceof TransientError && error.code === 'NotFound') return;
    const message = error instanceof Error ? error.message : 'unknown error';
    reportExternalSecret(run, externalSecret, { action: 'failed', reason: 'FinalizerNotReleased', message });
    leaveUnfinished(run, externalSecret, hints);
  }
}

async function removeControlledSecret(run: Run, externalSecret: ExternalSecret): Promise<void> {
  if (valueAt(externalSecret.spec, 'target', 'deletionPolicy') !== 'Delete') return;
  const reference = { namespace: externalSecret.namespace, name: targetNameOf(externalSecret) };
  const object = await run.deps.cluster.get(SECRET, reference);
  if (object === undefined) return;
  const { uid, resourceVersion } = readObservedSecret(object);
  if (controllerOf(readObservedSecret(object))?.uid !== externalSecret.uid || run.dryRun) return;
  await run.deps.cluster.delete(SECRET, reference, { uid, resourceVersion });
}

async function removeFinalizer(run: Run, type: ResourceType, externalSecret: ExternalSecret): Promise<void> {
  if (run.dryRun) return;
  const finalizers = externalSecret.finalizers.filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
  const { resourceVersion } = externalSecret;
  const body = { metadata: { finalizers, resourceVersion } };
  await run.deps.cluster.patch(type, externalSecret, body, { fieldManager: FIELD_MANAGER });
}
