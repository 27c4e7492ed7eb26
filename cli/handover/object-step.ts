import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { formatKey } from '../../lambdas/core/object-key.ts';
import { kubectlPatch } from './kubectl.ts';
import { formatManager, isGitOps, managerOf } from './managed-by.ts';
import type { Step } from './step.ts';

/** A change of one field of an object, there and back. */
export interface ObjectChange {
  readonly type: ResourceType;
  readonly object: KubernetesObject;
  readonly title: string;
  /** JSON merge patches. */
  readonly patch: Readonly<Record<string, unknown>>;
  readonly back: Readonly<Record<string, unknown>>;
  /** The same in words, for whoever edits a manifest: `spec.controller: sluice`. */
  readonly inGit: string;
  readonly backInGit: string;
  readonly why?: string;
  readonly optional?: boolean;
}

/**
 * The step that makes the change: by kubectl, or where Argo CD or Flux would undo that, in Git.
 * @param applications names of the Argo CD Applications of the cluster
 */
export function changeObject(change: ObjectChange, applications: ReadonlySet<string>): Step {
  const { type, object, title, patch, back } = change;
  const subject = formatKey(type.kind, object.metadata);
  const common = {
    subject,
    title,
    ...(change.optional === undefined ? {} : { optional: change.optional }),
  };
  const manager = managerOf(object, applications);
  if (isGitOps(manager)) {
    const who = formatManager(manager);
    const undone = `${who} applies it and would undo a change made by kubectl`;
    return {
      ...common,
      state: 'yours',
      how: [`in Git (${who}): ${change.inGit}`],
      rollback: [`in Git (${who}): ${change.backInGit}`],
      why: change.why === undefined ? undone : `${change.why}; ${undone}`,
    };
  }
  const release =
    manager === undefined ? [] : [`and in the values of ${formatManager(manager)}, before its next upgrade`];
  return {
    ...common,
    state: 'ready',
    how: [kubectlPatch(type, object, patch), ...release],
    rollback: [kubectlPatch(type, object, back), ...release],
    ...(change.why === undefined ? {} : { why: change.why }),
    change: { kind: 'patch', type, reference: referenceOf(object), patch },
  };
}

/** Namespace and name, as a call takes them. */
export function referenceOf({ metadata }: KubernetesObject): {
  readonly namespace?: string;
  readonly name: string;
} {
  const { namespace, name } = metadata;
  return namespace === undefined ? { name } : { namespace, name };
}
