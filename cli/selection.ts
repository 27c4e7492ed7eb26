import { type Half, identityOf } from '../manifests/identity.ts';
import type { ClusterConfiguration, Configuration } from '../stack/config.ts';

/** @throws Error naming the clusters there are */
export function selectCluster({ clusters }: Configuration, name: string | undefined): ClusterConfiguration {
  const names = clusters.map((cluster) => cluster.name).join(', ');
  const found = name === undefined ? clusters : clusters.filter((cluster) => cluster.name === name);
  const [cluster] = found;
  if (cluster === undefined) throw new Error(`no cluster is named "${name}": the configuration has ${names}`);
  if (found.length > 1)
    throw new Error(`the configuration has several clusters: name one by --cluster (${names})`);
  return cluster;
}

/** The deployed functions that a verb addresses. */
export function selectFunctions(
  cluster: ClusterConfiguration,
  half: Half | undefined,
): readonly { readonly half: Half; readonly functionName: string }[] {
  const deployed = (['secrets', 'dns'] as const).filter((candidate) => cluster[candidate] !== undefined);
  const halves = half === undefined ? deployed : deployed.filter((candidate) => candidate === half);
  if (halves.length === 0) {
    throw new Error(`cluster ${cluster.name} has no ${half} half: it deploys ${deployed.join(', ')}`);
  }
  return halves.map((selected) => ({
    half: selected,
    functionName: identityOf(cluster, selected).functionName,
  }));
}
