import type { ResourceType } from '../../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../../lambdas/core/ports.ts';
import { INGRESS, NAMESPACE, SECRET } from '../../../lambdas/core/resources.ts';

const BINDING: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
};
const WRITER = { fieldManager: 'test' };
const NEW_NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ours' } };
const NEW_BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'ours' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
};

type Outcomes = Readonly<Record<string, string>>;

/** One thing that each half of the example may do, and the other may not. */
export function tryReading(cluster: Cluster): Promise<Outcomes> {
  return settle({
    secret: outcomeOf(cluster.get(SECRET, { namespace: 'postgres', name: 'absent' })),
    ingresses: outcomeOf(cluster.list(INGRESS)),
  });
}

/** What no configuration grants; every outcome has to be `Forbidden`. */
export function tryForbidden(cluster: Cluster): Promise<Outcomes> {
  return settle({
    secretsOfAll: outcomeOf(cluster.list(SECRET)),
    secretElsewhere: outcomeOf(cluster.get(SECRET, { namespace: 'kube-system', name: 'any' })),
    namespace: outcomeOf(cluster.create(NAMESPACE, NEW_NAMESPACE, WRITER)),
    rights: outcomeOf(cluster.create(BINDING, NEW_BINDING, WRITER)),
  });
}

/** `done`, or the code of the refusal. */
export function outcomeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'done',
    (error: unknown) => String((error as { readonly code?: string }).code),
  );
}

async function settle(asked: Readonly<Record<string, Promise<string>>>): Promise<Outcomes> {
  const entries = Object.entries(asked).map(async ([name, one]) => [name, await one] as const);
  return Object.fromEntries(await Promise.all(entries));
}
