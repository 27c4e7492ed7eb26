import { SECRET } from '../core/resources.ts';
import { createdByOf, LABEL } from '../core/secrets/marks.ts';
import { readObservedSecret } from '../core/secrets/observed-secret.ts';
import { controllerOf } from '../core/secrets/secret-owner.ts';
import { recordFor } from './recorder.ts';
import { type Run, report } from './run.ts';
import type { SyncTask } from './task.ts';

/**
 * After `target.name` changed: the Secret that `status.binding` still names is deleted, if it is ours by label and
 * owner reference. Found through the status, so that no right to list Secrets is needed; only after the new Secret
 * is there, so that no moment has neither.
 */
export async function removeOldTarget(run: Run, { externalSecret, spec }: SyncTask): Promise<void> {
  const { namespace, status, uid } = externalSecret;
  const name = status.bindingName;
  if (spec.creationPolicy !== 'Owner' || name === '' || name === spec.targetName) return;
  const object = await run.deps.cluster.get(SECRET, { namespace, name });
  if (object === undefined) return;
  const old = readObservedSecret(object);
  const isOurs =
    old.labels[LABEL.createdBy] === createdByOf(externalSecret) && controllerOf(old)?.uid === uid;
  if (!isOurs) return;
  const message = 'secret deleted because it was orphaned';
  report(run, {
    subject: `Secret/${namespace}/${name}`,
    action: 'deleted',
    reason: 'TargetRenamed',
    message,
  });
  if (run.dryRun) return;
  const preconditions = { uid: old.uid, resourceVersion: old.resourceVersion };
  await run.deps.cluster.delete(SECRET, { namespace, name }, preconditions);
  await recordFor(run, externalSecret, { type: 'Normal', reason: 'Deleted', message });
}
