import { addressOf, type ClusterAddress } from '../../lambdas/adapters/kubernetes/cluster-address.ts';
import { eksNameOf } from '../../manifests/identity.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';

/** A cluster and where it is: as configured, or as EKS says. */
export type LocatedCluster = ClusterConfiguration & ClusterAddress;

/**
 * Asks EKS at the first call, where the configuration does not say where the cluster is, with the rights of whoever
 * runs the command. The call rejects with Error when it cannot be found out.
 */
export function locateOnce(cluster: ClusterConfiguration): () => Promise<LocatedCluster> {
  let located: Promise<LocatedCluster> | undefined;
  return () => {
    located ??= locate(cluster);
    return located;
  };
}

async function locate(cluster: ClusterConfiguration): Promise<LocatedCluster> {
  const { endpoint, ca, region } = cluster;
  if (endpoint !== undefined && ca !== undefined) return { ...cluster, endpoint, ca };
  const { findEksCluster } = await import('./eks-cluster.ts');
  const name = eksNameOf(cluster);
  const address = addressOf((await findEksCluster(region, name)) ?? {});
  if (address === undefined) {
    throw new Error(`EKS does not say where cluster ${name} is: see "eks cluster" below`);
  }
  return { ...cluster, ...address };
}
