import { TransientError } from '../core/errors.ts';
import type { KubernetesObject, ResourceType } from '../core/kubernetes.ts';
import { buildChildrenStatus } from '../core/secrets/children-status.ts';
import {
  CLUSTER_CLEANUP_FINALIZER,
  type ClusterExternalSecret,
} from '../core/secrets/cluster-external-secret.ts';
import { readExternalSecret } from '../core/secrets/external-secret.ts';
import { type ChildrenPlan, planChildren } from '../core/secrets/plan-children.ts';
import { valueAt } from '../core/secrets/raw-json.ts';
import type { ChildOwners, Inventory } from './inventory.ts';
import { FIELD_MANAGER } from './recorder.ts';
import { type Run, report } from './run.ts';

/**
 * Makes, changes and deletes the ExternalSecrets of ClusterExternalSecrets, in a sweep or when one of them changed,
 * and gives the inventory with the children as they are then, so that the same run fills their Secrets. One that
 * fails stops no other.
 */
export async function settleChildren(run: Run, inventory: Inventory): Promise<Inventory> {
  const { clusterExternalSecrets: children, externalSecretType: type } = inventory;
  if (children === undefined || type === undefined) return inventory;
  const written: KubernetesObject[] = [];
  for (const owner of children.owners) {
    if (owner.paused || !(run.fullScope || isHinted(run, owner)) || !run.hasTime()) continue;
    try {
      if (owner.beingDeleted) await release(run, children.type, owner);
      else await settleOwner(run, { type, children, owner, written });
    } catch (error) {
      run.deps.log.warn('ClusterExternalSecret not settled', { name: owner.name, error });
      const message = error instanceof Error ? error.message : 'unknown error';
      report(run, { subject: subjectOf(owner), action: 'failed', reason: 'ChildrenNotWritten', message });
    }
  }
  const fresh = new Map(written.map((object) => [object.metadata.uid, readExternalSecret(object)]));
  const known = inventory.externalSecrets.filter(({ uid }) => !fresh.has(uid));
  return { ...inventory, externalSecrets: [...known, ...fresh.values()] };
}

interface Settling {
  readonly type: ResourceType;
  readonly children: ChildOwners;
  readonly owner: ClusterExternalSecret;
  readonly written: KubernetesObject[];
}

async function settleOwner(run: Run, { type, children, owner, written }: Settling): Promise<void> {
  const namespaces = children.namespaces.map((object) => ({
    name: object.metadata.name,
    labels: object.metadata.labels ?? {},
    terminating:
      object.metadata.deletionTimestamp !== undefined || valueAt(object, 'status', 'phase') === 'Terminating',
  }));
  const { externalSecrets } = children;
  const apiVersion = `${type.group}/${type.version}`;
  // Selectors that cannot be read select nothing, and nothing must go for it.
  const plan: ChildrenPlan =
    owner.problem === undefined
      ? planChildren(owner, { namespaces, externalSecrets, apiVersion })
      : { create: [], replace: [], remove: [], provisioned: [], failed: [] };
  reportPlan(run, owner, plan);
  if (run.dryRun) return;
  const options = { fieldManager: FIELD_MANAGER };
  const failed = [...plan.failed];
  for (const [objects, verb] of [
    [plan.create, 'create'],
    [plan.replace, 'replace'],
  ] as const) {
    for (const object of objects) {
      try {
        written.push(await run.deps.cluster[verb](type, object, options));
      } catch (error) {
        // Somebody else wrote meanwhile: the next sweep looks again.
        if (error instanceof TransientError) continue;
        const reason = error instanceof Error ? error.message : 'unknown error';
        failed.push({ namespace: object.metadata.namespace ?? '', reason });
      }
    }
  }
  for (const { metadata } of plan.remove) {
    const { name, namespace = '', uid = '', resourceVersion = '' } = metadata;
    await run.deps.cluster.delete(type, { namespace, name }, { uid, resourceVersion });
  }
  const provisioned = plan.provisioned.filter((name) => !failed.some(({ namespace }) => namespace === name));
  const status = buildChildrenStatus(owner, { provisioned, failed }, run.deps.clock.now());
  if (status === undefined) return;
  await run.deps.cluster.patch(children.type, owner, { status }, { ...options, subresource: 'status' });
}

/** ESO's finalizer would keep it for ever; its children go by their owner reference. */
async function release(run: Run, type: ResourceType, owner: ClusterExternalSecret): Promise<void> {
  if (!owner.finalizers.includes(CLUSTER_CLEANUP_FINALIZER)) return;
  report(run, { subject: subjectOf(owner), action: 'updated', reason: 'FinalizerReleased' });
  if (run.dryRun) return;
  const finalizers = owner.finalizers.filter((one) => one !== CLUSTER_CLEANUP_FINALIZER);
  const body = { metadata: { finalizers, resourceVersion: owner.resourceVersion } };
  await run.deps.cluster.patch(type, owner, body, { fieldManager: FIELD_MANAGER });
}

function reportPlan(run: Run, owner: ClusterExternalSecret, plan: ChildrenPlan): void {
  const entries = [
    ['created', plan.create],
    ['updated', plan.replace],
    ['deleted', plan.remove],
  ] as const;
  for (const [action, objects] of entries) {
    for (const { metadata } of objects) {
      const subject = `ExternalSecret/${metadata.namespace}/${metadata.name}`;
      report(run, { subject, action, reason: 'ClusterExternalSecret', message: owner.name });
    }
  }
  const causes = plan.failed.map(({ namespace, reason }) => `${namespace}: ${reason}`);
  const message = [...(owner.problem === undefined ? [] : [owner.problem]), ...causes].join('; ');
  if (message === '') return;
  report(run, { subject: subjectOf(owner), action: 'refused', reason: 'NamespacesFailed', message });
}

/** News of itself, of one of its children, or of a Namespace, which it may select now or no longer. */
function isHinted(run: Run, { name, childName }: ClusterExternalSecret): boolean {
  return run.hints.some((hint) => {
    if (hint.kind !== 'object') return false;
    if (hint.objectKind === 'ExternalSecret') return hint.name === childName;
    return (
      hint.objectKind === 'Namespace' || (hint.objectKind === 'ClusterExternalSecret' && hint.name === name)
    );
  });
}

function subjectOf({ name }: ClusterExternalSecret): string {
  return `ClusterExternalSecret/${name}`;
}
