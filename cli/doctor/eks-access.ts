import { type AccessEntry, type Cluster, DescribeAccessEntryCommand, EKSClient } from '@aws-sdk/client-eks';
import { authoritiesOf, isAnswering } from '../../lambdas/adapters/kubernetes/cluster-address.ts';
import { eksNameOf, type Half, identityOf } from '../../manifests/identity.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { certificatesOf } from './certificates.ts';
import type { Doctor } from './doctor.ts';
import { findEksCluster, orAbsent } from './eks-cluster.ts';
import type { Finding } from './finding.ts';

/** An EKS cluster lets in whom its access entries name. Its client is loaded only for such a cluster. */
export async function examineEks(doctor: Doctor): Promise<readonly Finding[]> {
  const { cluster, halves } = doctor;
  const name = eksNameOf(cluster);
  const eks = new EKSClient({ region: cluster.region, maxAttempts: 2 });
  try {
    const described = await findEksCluster(cluster.region, name);
    const findings = [judgeCluster(described, cluster)];
    for (const half of described === undefined ? [] : halves) {
      const { roleArn: principalArn } = identityOf(cluster, half);
      const command = new DescribeAccessEntryCommand({ clusterName: name, principalArn });
      findings.push(judgeEntry((await orAbsent(eks.send(command)))?.accessEntry, half, doctor));
    }
    return findings;
  } finally {
    eks.destroy();
  }
}

/** Whether the configuration is of this very cluster, and whether the cluster knows access entries at all. */
export function judgeCluster(found: Cluster | undefined, cluster: ClusterConfiguration): Finding {
  const check = 'eks cluster';
  const name = eksNameOf(cluster);
  if (found === undefined) {
    const said = `there is no EKS cluster ${name} in ${cluster.region}`;
    return { check, outcome: 'failed', said, fix: 'auth.clusterName in the configuration' };
  }
  const mode = found.accessConfig?.authenticationMode ?? 'CONFIG_MAP';
  if (mode === 'CONFIG_MAP') {
    const said = `${name} takes no access entries: its authentication mode is ${mode}`;
    const fix = `aws eks update-cluster-config --name ${name} --access-config authenticationMode=API_AND_CONFIG_MAP`;
    return { check, outcome: 'failed', said, fix };
  }
  if (cluster.endpoint === undefined || cluster.ca === undefined)
    return judgeStatus(found, `${name}, authentication mode ${mode}`);
  const believed = certificatesOf(cluster.ca);
  if (!certificatesOf(authoritiesOf(found) ?? '').every((one) => believed.includes(one))) {
    const said = `${name} has another certificate authority than "ca" in the configuration`;
    return { check, outcome: 'failed', said, fix: `ca: what aws eks describe-cluster --name ${name} says` };
  }
  if (found.endpoint !== undefined && found.endpoint !== cluster.endpoint.replace(/\/$/, '')) {
    const said = `${name} is at ${found.endpoint}, the configuration says ${cluster.endpoint}`;
    return { check, outcome: 'warn', said, fix: `endpoint: ${found.endpoint}` };
  }
  return { check, outcome: 'ok', said: `${name}, authentication mode ${mode}` };
}

/** Where the functions ask EKS, it has to have an answer. */
function judgeStatus({ status, endpoint }: Cluster, said: string): Finding {
  const check = 'eks cluster';
  if (isAnswering(status)) {
    return { check, outcome: 'ok', said: `${said}, at ${endpoint}` };
  }
  const fix = 'auth.clusterName has to name a cluster that is ACTIVE';
  return { check, outcome: 'failed', said: `${said}, is ${status}: it has no API server that answers`, fix };
}

/** A role is a user with the group that RBAC is bound to, and nothing besides. */
export function judgeEntry(
  entry: AccessEntry | undefined,
  half: Half,
  { cluster, deploy }: Pick<Doctor, 'cluster' | 'deploy'>,
): Finding {
  const check = `${half} access entry`;
  const { roleArn, group } = identityOf(cluster, half);
  const isOurs = cluster.auth.mode === 'eks' && cluster.auth.accessEntry !== false;
  const options = `--cluster-name ${eksNameOf(cluster)} --principal-arn ${roleArn} --kubernetes-groups ${group}`;
  if (entry === undefined) {
    const fix = isOurs ? deploy : `aws eks create-access-entry ${options}`;
    return { check, outcome: 'failed', said: `there is none for ${roleArn}`, fix };
  }
  if (entry.kubernetesGroups?.includes(group) !== true) {
    const said = `${roleArn} is in ${entry.kubernetesGroups?.join(', ') || 'no group'}, RBAC is bound to ${group}`;
    const fix = isOurs ? deploy : `aws eks update-access-entry ${options}`;
    return { check, outcome: 'failed', said, fix };
  }
  return { check, outcome: 'ok', said: `${roleArn} is in ${entry.kubernetesGroups.join(', ')}` };
}
