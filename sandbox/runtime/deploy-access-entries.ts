import type { Eks } from '../aws/eks/eks.ts';
import { ACCESS_ENTRY } from '../template/kinds/eks.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';

/**
 * Lets the roles of a stack into their EKS cluster.
 * @throws TypeError naming a cluster that is not there
 */
export function deployAccessEntries(stack: ResolvedStack, { state }: Eks): void {
  for (const { properties } of stack.resources(ACCESS_ENTRY)) {
    const { ClusterName, PrincipalArn, KubernetesGroups } = properties;
    const cluster = state.clusters.get(ClusterName);
    if (cluster === undefined)
      throw new TypeError(`there is no EKS cluster ${ClusterName} for an access entry`);
    cluster.entries.set(PrincipalArn, KubernetesGroups);
  }
}
