import type { ClusterAddress } from '../../lambdas/adapters/kubernetes/describe-cluster.ts';
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
  const { endpoint, ca, name, region, auth } = cluster;
  if (endpoint !== undefined && ca !== undefined) return { ...cluster, endpoint, ca };
  const { findEksCluster, nameOf } = await import('./eks-cluster.ts');
  const found = await findEksCluster(region, nameOf({ auth, name }));
  if (found?.endpoint === undefined || found.certificateAuthority?.data === undefined) {
    throw new Error(`EKS does not say where cluster ${nameOf({ auth, name })} is: see "eks cluster" below`);
  }
  const authorities = Buffer.from(found.certificateAuthority.data, 'base64').toString('utf8');
  return { ...cluster, endpoint: found.endpoint, ca: authorities };
}
