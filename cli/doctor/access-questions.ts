import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Half } from '../../manifests/identity.ts';
import { identityOf } from '../../manifests/identity.ts';
import { compileRbac } from '../../manifests/rbac.ts';
import { type Subject, subjectOf } from '../../manifests/subject.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';

/** One thing that somebody must be allowed to do. */
export interface AccessQuestion {
  /** The Role or ClusterRole of ours that grants it. */
  readonly role: string;
  readonly verb: string;
  readonly group: string;
  /** `externalsecrets` */
  readonly resource: string;
  /** `status`; empty: the object itself. */
  readonly subresource: string;
  /** Empty: every name. */
  readonly name: string;
  /** Empty: the whole cluster. */
  readonly namespace: string;
}

/** Who asks, as the API server sees a function after authentication. */
export interface AccessSubject {
  readonly user: string;
  readonly groups: readonly string[];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Everything that `sluice manifests rbac` grants a half: read off those very objects. */
export function compileAccessQuestions(cluster: ClusterConfiguration, half: Half): readonly AccessQuestion[] {
  const objects = compileRbac(cluster);
  const subject = subjectOf(cluster, half);
  return objects
    .filter(({ kind }) => kind.endsWith('RoleBinding'))
    .filter((binding) => bindsSubject(binding, subject))
    .flatMap((binding) => questionsOf(binding, objects));
}

/** In mode `kubeconfig` the name is the file's own affair; the group is what RBAC is bound to. */
export function accessSubjectOf(cluster: ClusterConfiguration, half: Half): AccessSubject {
  const subject = subjectOf(cluster, half);
  if (subject.kind === 'Group') {
    const user = `aws:${identityOf(cluster, half).roleArn}`;
    return { user, groups: [subject.name, 'system:authenticated'] };
  }
  const { namespace, name } = subject;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { user: `system:serviceaccount:${namespace}:${name}`, groups };
}

function bindsSubject(binding: KubernetesObject, wanted: Subject): boolean {
  const subjects = binding['subjects'] as readonly Subject[];
  return subjects.some((subject) => JSON.stringify(subject) === JSON.stringify(wanted));
}

function questionsOf(
  binding: KubernetesObject,
  objects: readonly KubernetesObject[],
): readonly AccessQuestion[] {
  const { kind, name: role } = binding['roleRef'] as { readonly kind: string; readonly name: string };
  const { namespace = '' } = binding.metadata;
  const found = objects.find(
    (object) =>
      object.kind === kind &&
      object.metadata.name === role &&
      (kind === 'ClusterRole' || object.metadata.namespace === namespace),
  );
  const rules = (found?.['rules'] ?? []) as readonly Rule[];
  return rules.flatMap(({ apiGroups, resources, verbs, resourceNames = [''] }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((path) =>
        verbs.flatMap((verb) =>
          resourceNames.map((name) => {
            const [resource = '', subresource = ''] = path.split('/');
            return { role, verb, group, resource, subresource, name, namespace };
          }),
        ),
      ),
    ),
  );
}
