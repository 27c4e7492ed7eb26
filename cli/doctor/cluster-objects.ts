import type { KubernetesObject, ResourceKind } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';

const ADMISSION = 'admissionregistration.k8s.io';

/** Kinds that only a person looks at: the functions touch none of them. */
export const DEFINITION: ResourceKind = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};
export const DEPLOYMENT: ResourceKind = {
  group: 'apps',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};
const APPLICATION: ResourceKind = {
  group: 'argoproj.io',
  plural: 'applications',
  kind: 'Application',
  namespaced: true,
};
export const WEBHOOK: ResourceKind = {
  group: ADMISSION,
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  namespaced: false,
};
export const POLICY: ResourceKind = {
  group: ADMISSION,
  plural: 'validatingadmissionpolicies',
  kind: 'ValidatingAdmissionPolicy',
  namespaced: false,
};
export const POLICY_BINDING: ResourceKind = {
  group: ADMISSION,
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  namespaced: false,
};

/** Every object of a kind; undefined when the API server does not serve it. */
export async function readAll(
  cluster: Cluster,
  kind: ResourceKind,
  versions: readonly string[] = ['v1'],
): Promise<readonly KubernetesObject[] | undefined> {
  const type = await cluster.discover(kind, versions);
  return type === undefined ? undefined : (await cluster.list(type)).items;
}

/** Names of the Argo CD Applications; none where Argo CD is not installed. */
export async function readApplications(cluster: Cluster): Promise<ReadonlySet<string>> {
  const applications = (await readAll(cluster, APPLICATION, ['v1alpha1'])) ?? [];
  return new Set(applications.map(({ metadata }) => metadata.name));
}
