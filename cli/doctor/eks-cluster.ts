import { type Cluster, DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';

/** Undefined: there is none. Rejects with the SDK's error for what else EKS refuses. */
export async function findEksCluster(region: string, name: string): Promise<Cluster | undefined> {
  const eks = new EKSClient({ region, maxAttempts: 2 });
  try {
    return (await orAbsent(eks.send(new DescribeClusterCommand({ name }))))?.cluster;
  } finally {
    eks.destroy();
  }
}

/** Undefined for what EKS does not know. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
