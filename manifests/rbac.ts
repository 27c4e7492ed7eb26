import type { KubernetesObject } from '../lambdas/core/kubernetes.ts';
import type { ClusterConfiguration, DnsConfiguration, SecretsConfiguration } from '../stack/config.ts';
import { dnsLeaseRules } from './lease-rules.ts';
import { restartRules } from './restart-rules.ts';
import { type AccessRule, dnsClusterRules, secretsClusterRules, secretsTargetRules } from './rules.ts';
import { type Subject, subjectOf } from './subject.ts';

const API_VERSION = 'rbac.authorization.k8s.io/v1';

/**
 * RBAC of both halves, minimal and per namespace for Secrets (DESIGN 6): the namespaces are those granted in
 * `secrets.namespaces[]` and those listed in `secrets.targets`. The namespace of a mapped ServiceAccount is not
 * among them, because a ClusterSecretStore's ServiceAccount lives elsewhere than the Secrets it serves.
 */
export function compileRbac(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  const { secrets, dns } = cluster;
  const objects = [
    ...compileServiceAccount(cluster),
    ...(secrets === undefined ? [] : compileSecretsRbac(secrets, subjectOf(cluster, 'secrets'))),
    ...compileRestartRbac(cluster),
    ...(dns === undefined ? [] : compileDnsRbac(dns, subjectOf(cluster, 'dns'))),
  ];
  // The ServiceAccount and the Lease may ask for the same namespace.
  const unique = new Map(objects.map((object) => [identityKey(object), object]));
  return [...unique.values()];
}

/** Namespaces in which Secrets may be written, sorted. */
export function targetNamespaces({
  namespaces,
  targets,
}: Pick<SecretsConfiguration, 'namespaces' | 'targets'>): readonly string[] {
  return [...new Set([...namespaces.map(({ name }) => name), ...targets])].sort();
}

/** `token` authentication: the account that the token in the parameter is made for. */
function compileServiceAccount(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  const subject = subjectOf(cluster, 'secrets');
  if (subject.kind !== 'ServiceAccount') return [];
  const { namespace, name } = subject;
  return [
    namespaceObject(namespace),
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace },
      automountServiceAccountToken: false,
    },
  ];
}

function compileSecretsRbac(secrets: SecretsConfiguration, subject: Subject): readonly KubernetesObject[] {
  return [
    clusterRole('sluice-secrets', secretsClusterRules(secrets)),
    clusterRoleBinding('sluice-secrets', subject),
    clusterRole('sluice-secrets-target', secretsTargetRules(secrets)),
    ...targetNamespaces(secrets).map((namespace) =>
      roleBinding({ namespace, name: 'sluice-secrets-target', roleKind: 'ClusterRole', subject }),
    ),
  ];
}

/** The right to restart workloads, in the namespaces where that is wanted. */
function compileRestartRbac(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  const { restart, secrets } = cluster;
  if (restart === undefined || secrets === undefined) return [];
  const subject = subjectOf(cluster, 'secrets');
  return [
    clusterRole('sluice-restart', restartRules(secrets)),
    ...(restart.namespaces ?? targetNamespaces(secrets)).map((namespace) =>
      roleBinding({ namespace, name: 'sluice-restart', roleKind: 'ClusterRole', subject }),
    ),
  ];
}

function compileDnsRbac(dns: DnsConfiguration, subject: Subject): readonly KubernetesObject[] {
  const namespace = dns.leaseNamespace;
  return [
    clusterRole('sluice-dns', dnsClusterRules(dns)),
    clusterRoleBinding('sluice-dns', subject),
    namespaceObject(namespace),
    {
      apiVersion: API_VERSION,
      kind: 'Role',
      metadata: { name: 'sluice-dns', namespace },
      rules: dnsLeaseRules(dns).map(toRule),
    },
    roleBinding({ namespace, name: 'sluice-dns', roleKind: 'Role', subject }),
  ];
}

function identityKey({ kind, metadata }: KubernetesObject): string {
  return [kind, metadata.namespace ?? '', metadata.name].join('/');
}

function namespaceObject(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function clusterRole(name: string, rules: readonly AccessRule[]): KubernetesObject {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRole',
    metadata: { name },
    rules: rules.map(toRule),
  };
}

function toRule({ apiGroup, resources, verbs, resourceNames }: AccessRule): object {
  const rule = { apiGroups: [apiGroup], resources, verbs };
  return resourceNames === undefined ? rule : { ...rule, resourceNames };
}

function clusterRoleBinding(name: string, subject: Subject): KubernetesObject {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [subject],
  };
}

function roleBinding(options: {
  readonly namespace: string;
  readonly name: string;
  readonly roleKind: 'Role' | 'ClusterRole';
  readonly subject: Subject;
}): KubernetesObject {
  const { namespace, name, roleKind, subject } = options;
  return {
    apiVersion: API_VERSION,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name },
    subjects: [subject],
  };
}
