import { request } from 'node:https';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { installDefinitions } from '../../sandbox/control-plane/install-definitions.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import type { BenchCluster, BenchClusterOptions } from './cluster.ts';
import { externalSecret, NAMESPACE, SYNCED } from './seed.ts';

/** Objects made at once. */
const AT_ONCE = 8;

/**
 * etcd and kube-apiserver, built first where that was not done (needs Go); they end with this process. When a Secret
 * was stored is what a watch of it says, for us and for what we are compared with.
 */
export async function startRealCluster({ onSecretStored }: BenchClusterOptions): Promise<BenchCluster> {
  const report = (text: string) => void process.stderr.write(`${text}\n`);
  const plane = await startControlPlane({ certificates: createCertificateAuthority(), report });
  const { endpoint, ca, token, transport } = plane;
  const administrator = new Administrator(transport);
  const definitions = readDefinitions() as unknown as readonly KubernetesObject[];
  await installDefinitions({ administrator, transport }, definitions);
  await watchSecrets({ endpoint, ca, token }, onSecretStored);
  return { endpoint, ca, token, administrator, grow: (count) => grow(administrator, count) };
}

async function grow(administrator: Administrator, count: number): Promise<void> {
  const indices = Array.from({ length: count - 1 }, (_, index) => index + 1).values();
  const work = async (): Promise<void> => {
    for (const index of indices) {
      const object = externalSecret(index);
      const { apiVersion, kind, metadata } = object;
      await administrator.apply([object]);
      const address = { apiVersion, kind, namespace: NAMESPACE, name: metadata.name };
      await administrator.patch(address, { status: SYNCED }, 'status');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Resolves once the watch is answered; from then on `told` is called at each event. */
function watchSecrets(
  { endpoint, ca, token }: { readonly endpoint: string; readonly ca: string; readonly token: string },
  told: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `${endpoint}/api/v1/namespaces/${NAMESPACE}/secrets?watch=true&allowWatchBookmarks=false`;
    const outgoing = request(url, { ca, headers: { authorization: `Bearer ${token}` } }, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`the watch of Secrets: ${incoming.statusCode}`));
      incoming.on('data', told);
      resolve();
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
