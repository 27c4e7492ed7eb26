import type { KubernetesObject, ResourceKind, ResourceType } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import { isObject } from '../../lambdas/core/secrets/raw-json.ts';
import type { ManifestGap } from './facts.ts';

/** Plurals of the kinds that `sluice manifests` prints unasked, and whether they lie in a namespace. */
const KINDS: Readonly<Record<string, readonly [plural: string, namespaced: boolean]>> = {
  ClusterRole: ['clusterroles', false],
  ClusterRoleBinding: ['clusterrolebindings', false],
  Namespace: ['namespaces', false],
  Role: ['roles', true],
  RoleBinding: ['rolebindings', true],
  ServiceAccount: ['serviceaccounts', true],
  ValidatingAdmissionPolicy: ['validatingadmissionpolicies', false],
  ValidatingAdmissionPolicyBinding: ['validatingadmissionpolicybindings', false],
  ValidatingWebhookConfiguration: ['validatingwebhookconfigurations', false],
};

/** The type of a manifest, undefined where the cluster does not serve it (admission policies before 1.30). */
export function discoverType(cluster: Cluster, object: KubernetesObject): Promise<ResourceType | undefined> {
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const [plural, namespaced] = KINDS[object.kind] ?? [`${object.kind.toLowerCase()}s`, true];
  const kind: ResourceKind = { group, plural, kind: object.kind, namespaced };
  return cluster.discover(kind, [version]);
}

/** Compares manifests with what the cluster has. */
export async function readManifestGap(
  cluster: Cluster,
  wanted: readonly KubernetesObject[],
): Promise<ManifestGap> {
  const missing: KubernetesObject[] = [];
  const present: KubernetesObject[] = [];
  for (const object of wanted) {
    const type = await discoverType(cluster, object);
    if (type === undefined) continue;
    const { namespace, name } = object.metadata;
    const live = await cluster.get(type, { namespace, name });
    if (live !== undefined && isWithin(object, live)) continue;
    missing.push(object);
    if (live !== undefined) present.push(live);
  }
  return { missing, present };
}

/** Whether everything that is wanted is there; what a server adds to it does not count. */
function isWithin(wanted: unknown, live: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live)) return wanted.length === 0 && live === undefined;
    return wanted.length === live.length && wanted.every((item, index) => isWithin(item, live[index]));
  }
  if (!isObject(wanted)) return wanted === live;
  return (
    isObject(live) &&
    Object.entries(wanted).every(([key, value]) => value === undefined || isWithin(value, live[key]))
  );
}
