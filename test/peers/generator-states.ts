import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';

/**
 * The operator ends two minutes after its start where this kind is not served, although nothing here makes one; the
 * definition is one of ESO's own and in no folder of ours.
 */
export const GENERATOR_STATES = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'generatorstates.generators.external-secrets.io' },
  spec: {
    group: 'generators.external-secrets.io',
    scope: 'Namespaced',
    names: { kind: 'GeneratorState', plural: 'generatorstates', singular: 'generatorstate' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
} as unknown as KubernetesObject;
