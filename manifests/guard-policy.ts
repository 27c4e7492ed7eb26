import type { KubernetesObject } from '../lambdas/core/kubernetes.ts';
import type { ClusterConfiguration } from '../stack/config.ts';
import { subjectExpression, subjectOf } from './subject.ts';

/**
 * What RBAC cannot say, as two ValidatingAdmissionPolicies (Kubernetes 1.30 and later): of Secrets we write only
 * what carries the managed label, never a token type, and take over a hand-made one only without loss; of
 * ExternalSecrets we change no spec. Tried on kube-apiserver 1.36.3 with ESO 2.9's CRDs.
 *
 * @returns nothing where the secrets half is not deployed or only observes: it then has no write verb to guard
 */
export function compileGuardPolicies(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  if (cluster.secrets?.mode !== 'enforce') return [];
  const us = { name: 'us', expression: subjectExpression(subjectOf(cluster, 'secrets')) };
  return [
    policy('sluice-secrets', {
      matchConstraints: matching('/v1/secrets', ['CREATE', 'UPDATE', 'DELETE']),
      matchConditions: [us],
      variables: SECRET_VARIABLES,
      validations: SECRET_VALIDATIONS,
    }),
    policy('sluice-externalsecrets', {
      matchConstraints: matching('external-secrets.io/*/externalsecrets', ['UPDATE']),
      matchConditions: [us],
      validations: EXTERNAL_SECRET_VALIDATIONS,
    }),
    binding('sluice-secrets'),
    binding('sluice-externalsecrets'),
    ...(cluster.secrets.clusterExternalSecrets ? compileChildrenGuard(us) : []),
    ...(cluster.restart === undefined ? [] : compileRestartGuard(us)),
  ];
}

/** The right to make and delete ExternalSecrets reaches as far as those of ClusterExternalSecrets. */
function compileChildrenGuard(us: object): readonly KubernetesObject[] {
  return [
    policy('sluice-children', {
      matchConstraints: matching('external-secrets.io/*/externalsecrets', ['CREATE', 'DELETE']),
      matchConditions: [us],
      validations: CHILDREN_VALIDATIONS,
    }),
    binding('sluice-children'),
  ];
}

/** The right to patch workloads reaches as far as the annotation that restarts them. */
function compileRestartGuard(us: object): readonly KubernetesObject[] {
  return [
    policy('sluice-workloads', {
      matchConstraints: constraints(
        ['deployments', 'statefulsets', 'daemonsets'].map((resource) => ({
          apiGroups: ['apps'],
          apiVersions: ['v1'],
          operations: ['UPDATE'],
          resources: [resource],
        })),
      ),
      matchConditions: [us],
      validations: RESTART_VALIDATIONS,
    }),
    binding('sluice-workloads'),
  ];
}

const TEMPLATE_ANNOTATIONS = 'spec.template.?metadata.?annotations.orValue({})';

const RESTART_VALIDATIONS = [
  'object.spec.template.spec == oldObject.spec.template.spec',
  'object.spec.template.?metadata.?labels.orValue({}) == oldObject.spec.template.?metadata.?labels.orValue({})',
  'object.spec.?replicas.orValue(1) == oldObject.spec.?replicas.orValue(1)',
  'object.metadata.?annotations.orValue({}) == oldObject.metadata.?annotations.orValue({})',
  'object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({})',
  `oldObject.${TEMPLATE_ANNOTATIONS}.all(k, k in object.${TEMPLATE_ANNOTATIONS})`,
  `object.${TEMPLATE_ANNOTATIONS}.all(k, k == 'sluice/restarted-for' || ` +
    `(k in oldObject.${TEMPLATE_ANNOTATIONS} && oldObject.${TEMPLATE_ANNOTATIONS}[k] == object.${TEMPLATE_ANNOTATIONS}[k]))`,
].map((expression) => ({
  expression,
  message: 'sluice may change nothing of a workload but the annotation that restarts its Pods',
}));

const LABEL = "metadata.?labels['reconcile.external-secrets.io/managed'].orValue('') == 'true'";

const SECRET_VARIABLES = [
  { name: 'subject', expression: "request.operation == 'DELETE' ? oldObject : object" },
  { name: 'marked', expression: `variables.subject.${LABEL}` },
  { name: 'wasMarked', expression: `request.operation != 'UPDATE' || oldObject.${LABEL}` },
];

const SECRET_VALIDATIONS = [
  {
    expression: 'variables.marked',
    message: 'sluice may only write Secrets that carry the managed label',
  },
  {
    expression:
      "!(variables.subject.?type.orValue('') in " +
      "['kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token', 'helm.sh/release.v1'])",
    message: 'sluice may not write this Secret type',
  },
  {
    expression:
      "variables.wasMarked || oldObject.metadata.?annotations['sluice/adopt'].orValue('') == 'true' || " +
      'oldObject.?data.orValue({}).all(k, k in object.?data.orValue({}))',
    message:
      'this Secret was not made by an ExternalSecret and keys of it would be lost; ' +
      'annotate it sluice/adopt=true to allow that',
  },
];

const EXTERNAL_SECRET_VALIDATIONS = [
  {
    expression:
      'object.spec == oldObject.spec || oldObject.metadata.?ownerReferences.orValue([])' +
      ".exists(o, o.kind == 'ClusterExternalSecret' && o.?controller.orValue(false))",
    message: 'sluice may not change the spec of an ExternalSecret',
  },
];

const CHILDREN_VALIDATIONS = [
  {
    expression:
      "(request.operation == 'DELETE' ? oldObject : object).metadata.?ownerReferences.orValue([])" +
      ".exists(o, o.kind == 'ClusterExternalSecret' && o.?controller.orValue(false))",
    message: 'sluice may only make and delete ExternalSecrets of ClusterExternalSecrets',
  },
];

/** @param path `<group>/<version>/<resource>`, the group empty for core */
function matching(path: string, operations: readonly string[]): object {
  const [apiGroup, apiVersion, resource] = path.split('/');
  return constraints([
    { apiGroups: [apiGroup], apiVersions: [apiVersion], operations, resources: [resource] },
  ]);
}

/** With the API server's own defaults written out: tools that compare what is in Git with what is live see no difference. */
function constraints(rules: readonly object[]): object {
  return {
    resourceRules: rules.map((rule) => ({ ...rule, scope: '*' })),
    namespaceSelector: {},
    objectSelector: {},
    matchPolicy: 'Equivalent',
  };
}

function policy(name: string, spec: object): KubernetesObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: { failurePolicy: 'Fail', ...spec },
  };
}

function binding(name: string): KubernetesObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  };
}
