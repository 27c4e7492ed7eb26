import type { KubernetesObject, ResourceKind, ResourceType } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import {
  CLUSTER_EXTERNAL_SECRET,
  CLUSTER_SECRET_STORE,
  ESO_VERSIONS,
  EXTERNAL_SECRET,
  SECRET_STORE,
} from '../../lambdas/core/resources.ts';
import { readExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import { readSecretStore } from '../../lambdas/core/secrets/secret-store.ts';
import { readAll } from '../doctor/cluster-objects.ts';
import { type ImportedInstall, readInstall } from '../import/read-source.ts';
import type { UserCluster } from '../user-cluster.ts';
import type { SecretsFacts } from './compile-secrets.ts';

const DEPLOYMENT: ResourceType = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};
const EXTERNAL_DNS_IMAGE = /(^|\/)external-dns(:|@|$)/;

/** `1.33`, as the API server says it. */
export async function readVersion({ transport, endpoint }: UserCluster): Promise<string> {
  const { status, body } = await transport({ method: 'GET', path: '/version', headers: {} });
  if (status !== 200)
    throw new Error(`${endpoint} answered ${status} to GET /version: check your kubeconfig`);
  const { major = '', minor = '' } = JSON.parse(body) as { readonly major?: string; readonly minor?: string };
  return `${major}.${minor.replace(/\D.*/, '')}`;
}

/** Stores and ExternalSecrets; empty where External Secrets Operator was never installed. */
export async function readSecretsFacts(cluster: Cluster): Promise<SecretsFacts> {
  const list = async (kind: ResourceKind) => (await readAll(cluster, kind, ESO_VERSIONS)) ?? [];
  const stores = [...(await list(SECRET_STORE)), ...(await list(CLUSTER_SECRET_STORE))];
  return {
    stores: stores.map(readSecretStore),
    externalSecrets: (await list(EXTERNAL_SECRET)).map(readExternalSecret),
    hasClusterExternalSecrets: (await list(CLUSTER_EXTERNAL_SECRET)).length > 0,
  };
}

/** The Deployment of ExternalDNS that writes to Route 53; the first, where there are several. */
export async function findExternalDns(cluster: Cluster): Promise<ImportedInstall | undefined> {
  const type = await cluster.discover(DEPLOYMENT, ['v1']);
  for (const deployment of type === undefined ? [] : (await cluster.list(type)).items) {
    if (!imagesOf(deployment).some((image) => EXTERNAL_DNS_IMAGE.test(image))) continue;
    const install = readInstall(JSON.stringify(deployment), { releaseNamespace: undefined });
    if (install.flags.some(({ flag, value }) => flag === 'provider' && value === 'aws')) return install;
  }
  return undefined;
}

function imagesOf({ spec }: KubernetesObject): readonly string[] {
  const template = (spec as { readonly template?: { readonly spec?: { readonly containers?: unknown } } })
    ?.template;
  const containers = template?.spec?.containers;
  if (!Array.isArray(containers)) return [];
  return containers.flatMap(({ image }: { readonly image?: string }) => image ?? []);
}
