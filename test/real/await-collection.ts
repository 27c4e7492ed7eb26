import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';

const LOOK_MS = 50;
const PATIENCE_MS = 120_000;

/**
 * Waits until the garbage collector has nothing left to take away: no object all of whose owners are gone.
 * @param list everything that owns or is owned
 * @returns how many objects went meanwhile
 */
export async function awaitCollection(list: () => Promise<readonly KubernetesObject[]>): Promise<number> {
  const started = performance.now();
  const before = await list();
  for (let now = before; ; now = await list()) {
    const orphans = findOrphans(now);
    const left = new Set(now.map(({ metadata }) => metadata.uid));
    if (orphans.length === 0) return before.filter(({ metadata }) => !left.has(metadata.uid)).length;
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error(`not collected after ${PATIENCE_MS / 1000} s: ${orphans.join(', ')}`);
    }
    await sleep(LOOK_MS);
  }
}

function findOrphans(objects: readonly KubernetesObject[]): readonly string[] {
  const living = new Set(objects.map(({ metadata }) => metadata.uid));
  return objects
    .filter(({ metadata: { ownerReferences = [] } }) => ownerReferences.length > 0)
    .filter(({ metadata: { ownerReferences = [] } }) => ownerReferences.every(({ uid }) => !living.has(uid)))
    .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
}
