import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Administrator } from '../runtime/administrator.ts';

const LOOK_MS = 50;
const PATIENCE_MS = 120_000;

/**
 * Applies CustomResourceDefinitions and waits until the server serves them: each is established some time after it
 * was accepted, and its lists are answered with 429 until the server's memory of it is filled.
 */
export async function installDefinitions(
  { administrator, transport }: { readonly administrator: Administrator; readonly transport: Transport },
  definitions: readonly KubernetesObject[],
): Promise<void> {
  await administrator.apply(definitions);
  for (const definition of definitions) {
    await until(definition, () => isEstablished(administrator, definition));
    for (const path of listPaths(definition)) {
      const isListed = async () => (await transport({ method: 'GET', path, headers: {} })).status === 200;
      await until(definition, isListed);
    }
  }
}

interface DefinitionStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

async function isEstablished(
  administrator: Administrator,
  { apiVersion, kind, metadata: { name } }: KubernetesObject,
): Promise<boolean> {
  const live = await administrator.get({ apiVersion, kind, name });
  const { conditions = [] } = (live?.['status'] ?? {}) as DefinitionStatus;
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly plural: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

/** One for each version that is served. */
function listPaths(definition: KubernetesObject): readonly string[] {
  const { group, names, versions } = definition['spec'] as DefinitionSpec;
  return versions.filter(({ served }) => served).map(({ name }) => `/apis/${group}/${name}/${names.plural}`);
}

async function until({ metadata }: KubernetesObject, look: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await look())) {
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error(`${metadata.name} is not served after ${PATIENCE_MS / 1000} s`);
    }
    await sleep(LOOK_MS);
  }
}
