import { type Half, identityOf } from '../../manifests/identity.ts';
import { type ClusterIdentity, compileConnection } from '../config/function-config.ts';
import type { ClusterConfiguration, DnsConfiguration, SecretsConfiguration } from '../config.ts';
import { formatArn } from './arn.ts';
import { compileAccessPermissions } from './cluster-access.ts';
import { compileFunctionPermissions } from './function.ts';
import { compileSecretsPermissions } from './parameters.ts';
import type { Permission } from './permission.ts';
import { compileDnsPermissions } from './zones.ts';

/** What secret-sync may do besides its queue, its log and its network. */
export function compileSecretSyncPermissions(
  cluster: ClusterIdentity,
  secrets: SecretsConfiguration,
): readonly Permission[] {
  return [
    ...compileSecretsPermissions(cluster, secrets),
    ...compileAccessPermissions(cluster, compileConnection(cluster)),
  ];
}

/** What dns-sync may do besides its queue, its log and its network. */
export function compileDnsSyncPermissions(
  cluster: ClusterIdentity,
  dns: DnsConfiguration,
): readonly Permission[] {
  return [
    ...compileDnsPermissions(cluster, dns),
    ...compileAccessPermissions(cluster, compileConnection(cluster)),
  ];
}

/** The statements of the role of a half, as the stack deploys them; none for a half that is not deployed. */
export function compileHalfPermissions(cluster: ClusterConfiguration, half: Half): readonly Permission[] {
  const { secrets, dns, name } = cluster;
  const own =
    half === 'secrets'
      ? secrets && compileSecretSyncPermissions(cluster, secrets)
      : dns && compileDnsSyncPermissions(cluster, dns);
  if (own === undefined) return [];
  return compileFunctionPermissions({
    place: cluster,
    functionName: identityOf(cluster, half).functionName,
    queueArn: formatArn('sqs', cluster, `sluice-${name}-${half}`),
    permissions: own,
    network: cluster.network,
  });
}
