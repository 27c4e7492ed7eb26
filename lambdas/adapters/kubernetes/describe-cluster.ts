import { type Cluster, DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import type { STSClient } from '@aws-sdk/client-sts';
import { TerminalError, TransientError } from '../../core/errors.ts';
import { clientSettings } from '../aws-client.ts';
import { fromSdkError } from '../aws-error.ts';
import { addressOf, type ClusterAddress, isAnswering } from './cluster-address.ts';

/** Statuses that pass by themselves. */
const PASSING: readonly string[] = ['CREATING', 'PENDING'];
const OTHERWISE = 'or give endpoint and ca in the configuration, and deploy again';

/**
 * `eks:DescribeCluster` of the function's role. Rejects with TerminalError `ResourceNotFoundException`,
 * `AccessDeniedException` or `ClusterNotActive`, which say what to change, and with TransientError for what passes.
 */
export async function describeCluster(
  { region, sts }: { readonly region: string; readonly sts: STSClient },
  name: string,
): Promise<ClusterAddress> {
  const eks = new EKSClient({ ...clientSettings({ region }), credentials: sts.config.credentials });
  try {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
    return readAddress(cluster, name);
  } catch (error) {
    throw explain(error, name, region);
  } finally {
    eks.destroy();
  }
}

function readAddress(cluster: Cluster = {}, name: string): ClusterAddress {
  const { status = 'unknown' } = cluster;
  const address = isAnswering(status) ? addressOf(cluster) : undefined;
  if (address !== undefined) return address;
  const passes = PASSING.includes(status);
  const said = `EKS cluster ${name} is ${status} and has no API server that answers`;
  const details = { code: 'ClusterNotActive', subject: name };
  if (passes) throw new TransientError(`${said}: it is reached once it is ACTIVE`, details);
  throw new TerminalError(`${said}: auth.clusterName has to name one that is ACTIVE`, details);
}

/** What EKS said, and what to change where waiting does not help. */
function explain(error: unknown, name: string, region: string): TransientError | TerminalError {
  const found = fromSdkError(error, name);
  const details = { code: found.code, subject: name };
  if (found.code === 'ResourceNotFoundException') {
    const said = `there is no EKS cluster ${name} in ${region} for this account (${found.message})`;
    return new TerminalError(`${said}: change auth.clusterName or region, ${OTHERWISE}`, details);
  }
  if (found.code.startsWith('AccessDenied')) {
    const said = `the function may not ask EKS where cluster ${name} is (${found.message})`;
    return new TerminalError(`${said}: allow its role eks:DescribeCluster, ${OTHERWISE}`, details);
  }
  return found;
}
