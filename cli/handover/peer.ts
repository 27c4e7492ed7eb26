import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { isObject, valueAt } from '../../lambdas/core/secrets/raw-json.ts';

/** One container of a Deployment, as far as a handover reads it. */
export interface PeerContainer {
  readonly image: string;
  readonly args: readonly string[];
}

/** Containers of a Deployment; empty for what has none. */
export function containersOf({ spec }: KubernetesObject): readonly PeerContainer[] {
  const containers = valueAt(spec, 'template', 'spec', 'containers');
  if (!Array.isArray(containers)) return [];
  return containers.filter(isObject).map((container) => ({
    image: String(container['image'] ?? ''),
    args: [...textsIn(container['command']), ...textsIn(container['args'])],
  }));
}

/** How many Pods a Deployment is to have, and how many it still has. */
export function replicasOf(object: KubernetesObject): { readonly wanted: number; readonly running: number } {
  const wanted = valueAt(object['spec'], 'replicas');
  const running = valueAt(object['status'], 'replicas');
  return {
    wanted: typeof wanted === 'number' ? wanted : 1,
    running: typeof running === 'number' ? running : 0,
  };
}

/** Whether anything of it runs, or is about to. */
export function isRunning(object: KubernetesObject): boolean {
  const { wanted, running } = replicasOf(object);
  return wanted > 0 || running > 0;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
