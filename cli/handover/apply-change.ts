import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import type { ConfigurationPlace } from '../../stack/config/load.ts';
import { parseConfiguration } from '../../stack/config.ts';
import { editConfiguration } from './edit-configuration.ts';
import { discoverType } from './manifest-gap.ts';
import { referenceOf } from './object-step.ts';
import type { Change } from './step.ts';

/** Where a handover writes. */
export interface HandoverTarget {
  /** With the user's rights. */
  readonly cluster: Cluster;
  readonly configuration: ConfigurationPlace;
  /** Of the configuration. */
  readonly clusterName: string;
}

/** Manager of what a handover writes, in managedFields. */
const MANAGER = { fieldManager: 'sluice-handover' };

/** Makes one change. Rejects with what the API server or the file system said. */
export async function applyChange(change: Change, target: HandoverTarget): Promise<void> {
  const { cluster } = target;
  switch (change.kind) {
    case 'patch':
      await cluster.patch(change.type, change.reference, change.patch, MANAGER);
      return;
    case 'delete': {
      const { uid = '', resourceVersion = '' } = change.object.metadata;
      await cluster.delete(change.type, referenceOf(change.object), { uid, resourceVersion });
      return;
    }
    case 'apply':
      for (const object of change.objects) await put(cluster, object);
      return;
    case 'configure':
      configure(change, target);
  }
}

/** Creates it, or puts what is wanted into what is there; what others added stays. */
async function put(cluster: Cluster, object: KubernetesObject): Promise<void> {
  const type = await discoverType(cluster, object);
  if (type === undefined) return;
  const live = await cluster.get(type, referenceOf(object));
  if (live === undefined) await cluster.create(type, object, MANAGER);
  else await cluster.patch(type, referenceOf(object), object, MANAGER);
}

/** A document that would not be accepted is not written. */
function configure(
  { settings }: Change & { readonly kind: 'configure' },
  { configuration: { path, root }, clusterName }: HandoverTarget,
): void {
  const edited = editConfiguration(readFileSync(path, 'utf8'), settings, { cluster: clusterName, root });
  const document: unknown = parse(edited);
  parseConfiguration(
    root.reduce<unknown>((current, key) => (current as Record<string, unknown>)[key], document),
  );
  writeFileSync(path, edited);
}
