import { describe, expect, it } from 'vitest';
import { compileGuardPolicies } from '../../manifests/guard-policy.ts';
import { compileCel } from '../../sandbox/kubernetes/cel.ts';
import { exampleCluster, exampleSecrets } from '../stack/example-cluster.ts';

interface Policy {
  readonly matchConstraints: unknown;
  readonly matchConditions: readonly { readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

const DEFAULTS = { namespaceSelector: {}, objectSelector: {}, matchPolicy: 'Equivalent' };

function policy(name: string, cluster = exampleCluster()): Policy {
  const found = compileGuardPolicies(cluster).find(({ metadata }) => metadata.name === name);
  return found?.['spec'] as Policy;
}

describe('the guard policies', () => {
  it('are two, each with a binding that denies', () => {
    expect(
      compileGuardPolicies(exampleCluster()).map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    ).toEqual([
      'ValidatingAdmissionPolicy/sluice-secrets',
      'ValidatingAdmissionPolicy/sluice-externalsecrets',
      'ValidatingAdmissionPolicyBinding/sluice-secrets',
      'ValidatingAdmissionPolicyBinding/sluice-externalsecrets',
    ]);
    for (const { kind, spec } of compileGuardPolicies(exampleCluster())) {
      if (kind.endsWith('Binding')) expect(spec).toMatchObject({ validationActions: ['Deny'] });
      else expect(spec).toMatchObject({ failurePolicy: 'Fail' });
    }
  });

  it('watch every write of Secrets, and every update of ExternalSecrets in any version', () => {
    expect(policy('sluice-secrets').matchConstraints).toEqual({
      resourceRules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE', 'DELETE'],
          resources: ['secrets'],
          scope: '*',
        },
      ],
      ...DEFAULTS,
    });
    expect(policy('sluice-externalsecrets').matchConstraints).toEqual({
      resourceRules: [
        {
          apiGroups: ['external-secrets.io'],
          apiVersions: ['*'],
          operations: ['UPDATE'],
          resources: ['externalsecrets'],
          scope: '*',
        },
      ],
      ...DEFAULTS,
    });
  });

  it('bind the right to make and delete ExternalSecrets to the children of ClusterExternalSecrets', () => {
    const secrets = exampleSecrets({ clusterExternalSecrets: true });
    const children = policy('sluice-children', exampleCluster({ secrets }));

    expect(children.matchConstraints).toMatchObject({
      resourceRules: [{ operations: ['CREATE', 'DELETE'], resources: ['externalsecrets'] }],
    });
    const [validation] = children.validations;
    const program = compileCel(validation?.expression ?? '');
    const allows = (variables: Record<string, unknown>) => program(variables);
    const owned = {
      metadata: { ownerReferences: [{ kind: 'ClusterExternalSecret', controller: true }] },
    };
    const own = { metadata: { ownerReferences: [{ kind: 'Deployment', controller: true }] } };
    const bare = { metadata: {} };
    expect(allows({ request: { operation: 'CREATE' }, object: owned, oldObject: bare })).toBe(true);
    expect(allows({ request: { operation: 'DELETE' }, object: bare, oldObject: owned })).toBe(true);
    expect(allows({ request: { operation: 'CREATE' }, object: own, oldObject: bare })).toBe(false);
    expect(allows({ request: { operation: 'DELETE' }, object: owned, oldObject: bare })).toBe(false);
  });

  it('hold only us to it: by group, or by ServiceAccount for a stored token', () => {
    const token = exampleCluster({ auth: { mode: 'token', parameter: '/a' } });

    expect(policy('sluice-secrets').matchConditions).toEqual([
      {
        name: 'us',
        expression: "has(request.userInfo.groups) && 'sluice:secrets' in request.userInfo.groups",
      },
    ]);
    expect(policy('sluice-secrets', token).matchConditions).toEqual([
      { name: 'us', expression: "request.userInfo.username == 'system:serviceaccount:sluice-system:sluice'" },
    ]);
  });

  it('say in each refusal what was wrong', () => {
    expect(policy('sluice-secrets').validations.map(({ message }) => message)).toEqual([
      'sluice may only write Secrets that carry the managed label',
      'sluice may not write this Secret type',
      'this Secret was not made by an ExternalSecret and keys of it would be lost; annotate it sluice/adopt=true to allow that',
    ]);
  });

  it('are not needed where nothing is written', () => {
    const { secrets: _secrets, ...dnsOnly } = exampleCluster();

    expect(compileGuardPolicies(exampleCluster({ secrets: exampleSecrets({ mode: 'observe' }) }))).toEqual(
      [],
    );
    expect(compileGuardPolicies(dnsOnly)).toEqual([]);
  });
});

describe('the guard of workloads', () => {
  interface Workload {
    metadata: object;
    spec: {
      replicas?: number;
      template: { metadata: { labels: object; annotations?: object }; spec: object };
    };
  }
  const workload = (annotations?: object): Workload => ({
    metadata: { name: 'web', labels: { a: '1' } },
    spec: {
      replicas: 2,
      template: {
        metadata: { labels: { app: 'web' }, ...(annotations && { annotations }) },
        spec: { containers: [{ name: 'web', image: 'web:1' }] },
      },
    },
  });

  function allows(object: Workload, oldObject: Workload): boolean {
    const { validations } = policy('sluice-workloads', exampleCluster({ restart: {} }));
    return validations.every(({ expression }) => compileCel(expression)({ object, oldObject }) === true);
  }

  it('is there only where restarts are', () => {
    const names = compileGuardPolicies(exampleCluster()).map(({ metadata }) => metadata.name);

    expect(names).not.toContain('sluice-workloads');
    expect(policy('sluice-workloads', exampleCluster({ restart: {} })).matchConditions).toHaveLength(1);
  });

  it('lets the annotation that restarts be set and changed', () => {
    expect(allows(workload({ 'sluice/restarted-for': '1' }), workload())).toBe(true);
    const kept = { a: 'b', 'sluice/restarted-for': '2' };
    expect(allows(workload(kept), workload({ a: 'b', 'sluice/restarted-for': '1' }))).toBe(true);
  });

  it.each<[string, (object: Workload) => void]>([
    [
      'an image',
      (object) => Object.assign(object.spec.template.spec, { containers: [{ name: 'web', image: 'x' }] }),
    ],
    ['the number of replicas', (object) => Object.assign(object.spec, { replicas: 0 })],
    ['labels of the Pods', (object) => Object.assign(object.spec.template.metadata.labels, { app: 'x' })],
    [
      'another annotation of the Pods',
      (object) => Object.assign(object.spec.template.metadata, { annotations: { a: 'c' } }),
    ],
    [
      'an annotation of the Pods that goes',
      (object) => Object.assign(object.spec.template.metadata, { annotations: {} }),
    ],
    ['its own labels', (object) => Object.assign(object.metadata, { labels: {} })],
    ['its own annotations', (object) => Object.assign(object.metadata, { annotations: { b: 'c' } })],
  ])('refuses %s', (_title, change) => {
    const changed = workload({ a: 'b' });
    change(changed);

    expect(allows(changed, workload({ a: 'b' }))).toBe(false);
  });
});
