import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import {
  CLUSTER_EXTERNAL_SECRET,
  CLUSTER_SECRET_STORE,
  ESO_VERSIONS,
  EXTERNAL_SECRET,
  SECRET_STORE,
} from '../../lambdas/core/resources.ts';
import { readAll } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';

const PUSH_SECRET = {
  group: 'external-secrets.io',
  plural: 'pushsecrets',
  kind: 'PushSecret',
  namespaced: true,
};

/** Every object that may carry ESO's finalizer. */
export async function readHeldKinds(cluster: Cluster): Promise<readonly KubernetesObject[]> {
  const kinds = [EXTERNAL_SECRET, SECRET_STORE, CLUSTER_SECRET_STORE, CLUSTER_EXTERNAL_SECRET, PUSH_SECRET];
  const objects: KubernetesObject[] = [];
  for (const kind of kinds) {
    const items = (await readAll(cluster, kind, [...ESO_VERSIONS, 'v1alpha1'])) ?? [];
    // What a list returns does not always say its kind.
    objects.push(...items.map((item) => ({ ...item, kind: kind.kind })));
  }
  return objects;
}

const FINALIZER = /external-?secrets?\.(external-secrets\.)?io\//;

/** ExternalSecrets are released by us where we enforce; what else carries ESO's finalizer waits for ESO. */
export function judgeFinalizers(
  objects: readonly KubernetesObject[],
  isRunning: boolean,
  { cluster: { secrets } }: Pick<Doctor, 'cluster'>,
): Finding {
  const check = 'finalizers';
  const held = objects.filter(
    ({ metadata }) => metadata.finalizers?.some((one) => FINALIZER.test(one)) === true,
  );
  const list = (some: readonly KubernetesObject[]) =>
    [...Map.groupBy(some, ({ kind }) => kind)].map(([kind, { length }]) => `${length} ${kind}`).join(', ');
  if (held.length === 0) return { check, outcome: 'ok', said: "no object carries ESO's" };
  if (isRunning) return { check, outcome: 'ok', said: `on ${list(held)}; ESO runs and removes them` };
  const ours = secrets?.mode === 'enforce' ? 'ExternalSecret' : '';
  const left = held.filter(({ kind }) => kind !== ours);
  if (left.length === 0)
    return {
      check,
      outcome: 'ok',
      said: `on ${list(held)}, which secret-sync releases when they are deleted`,
    };
  const hanging = left.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const fix = releaseCommands(hanging.length > 0 ? hanging : left);
  if (hanging.length > 0) {
    const said = `${list(hanging)} being deleted cannot go: nobody removes ESO's finalizer`;
    return { check, outcome: 'failed', said, fix };
  }
  const said = `on ${list(left)}, and ESO does not run: whoever deletes one waits for ever`;
  return { check, outcome: 'warn', said, fix };
}

const NAMED_MAX = 3;

/** What takes ESO's finalizer off, and leaves those of others. */
function releaseCommands(objects: readonly KubernetesObject[]): string {
  const commands = objects.slice(0, NAMED_MAX).map(({ kind, metadata }) => {
    const { namespace, name, finalizers = [] } = metadata;
    const left = finalizers.filter((one) => !FINALIZER.test(one));
    const patch = JSON.stringify({ metadata: { finalizers: left.length === 0 ? null : left } });
    const where = namespace === undefined ? '' : ` -n ${namespace}`;
    return `kubectl patch ${kind.toLowerCase()} ${name}${where} --type=merge -p '${patch}'`;
  });
  const more = objects.length - commands.length;
  return `${commands.join('; ')}${more > 0 ? `; and so on for ${more} more` : ''}`;
}
