import type { ClusterConfiguration } from '../stack/config.ts';

/** The two halves of the system. */
export type Half = 'secrets' | 'dns';

/** Who a half's function is, to AWS and to the API server. */
export interface FunctionIdentity {
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** Group that the API server gives it, to which RBAC is bound. */
  readonly group: string;
}

const SUFFIXES: Readonly<Record<Half, string>> = { secrets: 'secret-sync', dns: 'dns-sync' };

/**
 * The names are fixed, not made by CloudFormation: the API server's AuthenticationConfiguration names function and
 * role, and has to be in place before they exist.
 */
export function identityOf(
  { name, account, region }: Pick<ClusterConfiguration, 'name' | 'account' | 'region'>,
  half: Half,
): FunctionIdentity {
  const functionName = `sluice-${name}-${SUFFIXES[half]}`;
  const partition = partitionOf(region);
  return {
    functionName,
    functionArn: `arn:${partition}:lambda:${region}:${account}:function:${functionName}`,
    roleArn: `arn:${partition}:iam::${account}:role/${functionName}`,
    group: `sluice:${half}`,
  };
}

/** What EKS calls the cluster: its own name unless mode `eks` says another. */
export function eksNameOf({ auth, name }: Pick<ClusterConfiguration, 'auth' | 'name'>): string {
  return auth.mode === 'eks' ? (auth.clusterName ?? name) : name;
}

const PARTITIONS: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
];

/** The first part of every ARN of a region. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
