import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Administrator } from '../runtime/administrator.ts';

const LOOK_MS = 50;
const PATIENCE_MS = 30_000;

/** Applies CustomResourceDefinitions and waits until the server serves them. */
export async function installDefinitions(
  administrator: Administrator,
  definitions: readonly KubernetesObject[],
): Promise<void> {
  await administrator.apply(definitions);
  for (const definition of definitions) await untilEstablished(administrator, definition);
}

interface DefinitionStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

async function untilEstablished(
  administrator: Administrator,
  { apiVersion, kind, metadata: { name } }: KubernetesObject,
): Promise<void> {
  const started = performance.now();
  for (;;) {
    const live = await administrator.get({ apiVersion, kind, name });
    const { conditions = [] } = (live?.['status'] ?? {}) as DefinitionStatus;
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error(`${name} is not established: ${JSON.stringify(conditions)}`);
    }
    await sleep(LOOK_MS);
  }
}
