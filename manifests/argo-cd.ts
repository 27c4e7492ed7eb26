import type { KubernetesObject } from '../lambdas/core/kubernetes.ts';

/**
 * Before what uses them: definitions first, then rights and policies; the webhook, which nothing waits for, with
 * everything else.
 */
const WAVES: Readonly<Record<string, string>> = { crds: '-2', rbac: '-1', guard: '-1', webhook: '0' };
const SERVER_SIDE = 'ServerSideApply=true';
/** With a definition go all objects of its kind, and through their owner references the Secrets. */
const KEPT = 'Prune=false,Delete=false';

/**
 * An object as a Git repository of Argo CD wants it: with its sync wave, applied by the server (definitions are too large
 * for the annotation of client-side apply, and the server's own defaults are no difference then).
 *
 * @param part of `sluice manifests` that it belongs to
 */
export function annotateForArgoCd(part: string, object: KubernetesObject): KubernetesObject {
  const annotations = {
    ...object.metadata.annotations,
    'argocd.argoproj.io/sync-wave': WAVES[part] ?? '0',
    'argocd.argoproj.io/sync-options': part === 'crds' ? `${SERVER_SIDE},${KEPT}` : SERVER_SIDE,
  };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
