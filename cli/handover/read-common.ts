import type { KubernetesObject, ResourceKind } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { type CommonFacts, DEPLOYMENT, type TypedObject } from './facts.ts';

const APPLICATION: ResourceKind = {
  group: 'argoproj.io',
  plural: 'applications',
  kind: 'Application',
  namespaced: true,
};

/** What both handovers ask the cluster. */
export async function readCommon(
  cluster: Cluster,
  configuration: ClusterConfiguration,
  known: Pick<CommonFacts, 'file' | 'deployedMode'>,
): Promise<CommonFacts> {
  const deployments = await listServed(cluster, DEPLOYMENT, ['v1']);
  const applications = await listServed(cluster, APPLICATION, ['v1alpha1']);
  return {
    cluster: configuration,
    ...known,
    applications: new Set(applications.map(({ metadata }) => metadata.name)),
    deployments,
  };
}

/** Every object of a kind; none where it is not served. */
export async function listServed(
  cluster: Cluster,
  kind: ResourceKind,
  versions: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const type = await cluster.discover(kind, versions);
  return type === undefined ? [] : (await cluster.list(type)).items;
}

/** The same with the type that is served, which a write needs. */
export async function listTyped(
  cluster: Cluster,
  kind: ResourceKind,
  versions: readonly string[],
): Promise<readonly TypedObject[]> {
  const type = await cluster.discover(kind, versions);
  return type === undefined ? [] : (await cluster.list(type)).items.map((object) => ({ type, object }));
}
