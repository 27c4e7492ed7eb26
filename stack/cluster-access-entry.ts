import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { eksNameOf, type Half, identityOf } from '../manifests/identity.ts';
import type { ClusterConfiguration } from './config.ts';

export interface ClusterAccessEntryProps {
  readonly cluster: Pick<ClusterConfiguration, 'name' | 'account' | 'region' | 'auth'>;
  readonly half: Half;
  /** Role of the half's function. */
  readonly role: IRole;
}

/**
 * Lets a function into an EKS cluster: its role becomes a user with one group, to which the printed RBAC is bound. No
 * access policy: AWS's own cannot be narrowed (reference: kubernetes 4.2). Nothing in the other modes, and nothing
 * where `accessEntry` is false, which is for clusters of another account or with entries managed elsewhere.
 */
export class ClusterAccessEntry extends Construct {
  constructor(scope: Construct, id: string, { cluster, half, role }: ClusterAccessEntryProps) {
    super(scope, id);
    const { auth } = cluster;
    if (auth.mode !== 'eks' || auth.accessEntry === false) return;
    new CfnAccessEntry(this, 'Entry', {
      clusterName: eksNameOf(cluster),
      principalArn: role.roleArn,
      type: 'STANDARD',
      kubernetesGroups: [identityOf(cluster, half).group],
    });
  }
}
