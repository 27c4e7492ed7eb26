import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { EsoCase, Expectation } from './case.ts';
import type { Observed } from './observe.ts';
import type { StepView } from './step-view.ts';

/** What the comparison's own tests are made of: one case in namespace `ns`, and views of its steps. */
export const recorded: EsoCase = { name: 'ns', tags: ['values'], namespace: 'ns', steps: [] };
export const EMPTY: Observed = {
  secrets: new Map(),
  externalSecrets: new Map(),
  secretStores: new Map(),
  clusterSecretStores: new Map(),
  clusterExternalSecrets: new Map(),
  events: [],
};

/** The first step, with nothing in it but what is given. */
export function viewWith(
  expectation: Expectation,
  after: Partial<Observed>,
  more: Partial<StepView> = {},
): StepView {
  return {
    step: 1,
    recorded,
    actions: {},
    expect: expectation,
    before: EMPTY,
    done: EMPTY,
    after: { ...EMPTY, ...after },
    tookMs: 0,
    rejected: [],
    invocations: [],
    protections: [],
    restless: [],
    errors: [],
    uidName: ({ uid }) => uid,
    ...more,
  };
}

/** Secret `app`. */
export const secretWith = (data: Record<string, string>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'app', namespace: 'ns' },
  type: 'Opaque',
  data,
});
/** The object alone in `ns`. */
export const inNamespace = (object: KubernetesObject) =>
  new Map([['ns', new Map([[object.metadata.name, object]])]]);
