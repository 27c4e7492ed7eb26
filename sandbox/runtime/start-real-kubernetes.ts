import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { readGatewayDefinitions } from '../control-plane/gateway-definitions.ts';
import { startUserCluster } from '../control-plane/user-cluster.ts';
import { readDefinitions } from '../kubernetes/definitions.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import type { RunningKubernetes } from './start-kubernetes.ts';

/**
 * The same cluster as `startKubernetes` gives, on a real kube-apiserver with its garbage collector. It asks the
 * issuer of the configuration for its keys, as a user's does. Its clock is the machine's, whatever the sandbox's says.
 */
export async function startRealKubernetes(
  cluster: ClusterConfiguration,
  options: {
    readonly certificates: CertificateAuthority;
    readonly port: number;
    /** Told what takes long. */
    readonly report: (text: string) => void;
    /** What to install. @default sluice's own and the Gateway API's */
    readonly definitions?: readonly KubernetesObject[];
  },
): Promise<RunningKubernetes> {
  const definitions = options.definitions ?? (await readShippedDefinitions());
  const plane = await startUserCluster(cluster, { ...options, definitions });
  const { endpoint, ca, token, administrator, requests } = plane;
  try {
    await plane.startControllers();
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
  const kubeconfig = formatKubeconfig({ endpoint, ca, token });
  return { administrator, kubeconfig, requests, close: () => plane.stop() };
}

async function readShippedDefinitions(): Promise<readonly KubernetesObject[]> {
  const own = readDefinitions() as unknown as readonly KubernetesObject[];
  return [...own, ...(await readGatewayDefinitions())];
}
