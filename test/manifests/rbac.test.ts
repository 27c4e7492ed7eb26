import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { LEASE_NAME } from '../../lambdas/dns-sync/lease-name.ts';
import { compileRbac } from '../../manifests/rbac.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { exampleCluster, exampleDns, exampleSecrets } from '../stack/example-cluster.ts';

const WRITE_VERBS = ['create', 'update', 'patch', 'delete', 'deletecollection'];

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function rulesOf(objects: readonly KubernetesObject[], name: string): readonly string[] {
  const role = objects.find(({ kind, metadata }) => kind.endsWith('Role') && metadata.name === name);
  return ((role?.['rules'] ?? []) as readonly Rule[]).flatMap(({ apiGroups, resources, verbs }) =>
    resources.map((resource) => `${apiGroups.join()}/${resource}: ${verbs.join(' ')}`),
  );
}

function leaseRules(objects: readonly KubernetesObject[]): unknown {
  return objects.find(({ kind }) => kind === 'Role')?.['rules'];
}

function names(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.map(({ kind, metadata: { namespace, name } }) =>
    [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/'),
  );
}

describe('the RBAC of the example', () => {
  const objects = compileRbac(exampleCluster());

  it('binds Secrets only in the namespaces granted or listed', () => {
    expect(names(objects)).toEqual([
      'ClusterRole/sluice-secrets',
      'ClusterRoleBinding/sluice-secrets',
      'ClusterRole/sluice-secrets-target',
      'RoleBinding/auth/sluice-secrets-target',
      'RoleBinding/postgres/sluice-secrets-target',
      'RoleBinding/rabbitmq/sluice-secrets-target',
      'RoleBinding/redis/sluice-secrets-target',
      'ClusterRole/sluice-dns',
      'ClusterRoleBinding/sluice-dns',
      'Namespace/sluice-system',
      'Role/sluice-system/sluice-dns',
      'RoleBinding/sluice-system/sluice-dns',
    ]);
  });

  it('gives the secrets half exactly this', () => {
    expect(rulesOf(objects, 'sluice-secrets')).toEqual([
      'external-secrets.io/externalsecrets: list',
      'external-secrets.io/secretstores: list',
      'external-secrets.io/clustersecretstores: list',
      '/namespaces: list',
      'external-secrets.io/externalsecrets: get',
      'external-secrets.io/externalsecrets/status: patch',
      'external-secrets.io/secretstores/status: patch',
      'external-secrets.io/clustersecretstores/status: patch',
      'external-secrets.io/externalsecrets: patch',
      '/events: create',
    ]);
    expect(rulesOf(objects, 'sluice-secrets-target')).toEqual([
      '/secrets: get create update delete',
      '/configmaps: get',
    ]);
  });

  it('gives the DNS half its sources to read and one namespace for its Lease', () => {
    expect(rulesOf(objects, 'sluice-dns')).toEqual([
      'networking.k8s.io/ingresses: list',
      '/services: list',
      'discovery.k8s.io/endpointslices: list',
      '/pods: list',
      '/nodes: list',
      '/events: create',
    ]);
    expect(leaseRules(objects)).toEqual([
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: [LEASE_NAME],
        verbs: ['get', 'update'],
      },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ]);
  });

  it('binds each half to its own group', () => {
    const groups = objects.flatMap(({ kind, metadata, ...rest }) =>
      kind.endsWith('Binding') ? [`${metadata.name}: ${JSON.stringify(rest['subjects'])}`] : [],
    );

    for (const line of groups)
      expect(line).toContain(line.startsWith('sluice-dns') ? '"sluice:dns"' : '"sluice:secrets"');
  });
});

describe('RBAC of other clusters', () => {
  it('has no write verb in observe mode', () => {
    const objects = compileRbac(
      exampleCluster({ secrets: exampleSecrets({ mode: 'observe' }), dns: exampleDns({ mode: 'observe' }) }),
    );

    const verbs = objects
      .flatMap((object) => (object['rules'] ?? []) as readonly Rule[])
      .flatMap((rule) => rule.verbs);
    expect(verbs.length).toBeGreaterThan(5);
    expect(verbs.filter((verb) => WRITE_VERBS.includes(verb))).toEqual([]);
    expect(leaseRules(objects)).toEqual([
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: [LEASE_NAME],
        verbs: ['get'],
      },
    ]);
  });

  it('binds the ServiceAccount of a stored token, made once', () => {
    const objects = compileRbac(exampleCluster({ auth: { mode: 'token', parameter: '/sluice/token' } }));

    expect(names(objects).filter((name) => /^(Namespace|ServiceAccount)/.test(name))).toEqual([
      'Namespace/sluice-system',
      'ServiceAccount/sluice-system/sluice',
    ]);
    expect(objects.find(({ kind }) => kind === 'ClusterRoleBinding')?.['subjects']).toEqual([
      { kind: 'ServiceAccount', namespace: 'sluice-system', name: 'sluice' },
    ]);
  });

  it('reads what the configured sources need, each rule once', () => {
    const sources = ['gateway-httproute', 'gateway-grpcroute', 'crd', 'node'] as const;
    const objects = compileRbac(exampleCluster({ dns: exampleDns({ sources: [...sources] }) }));

    expect(rulesOf(objects, 'sluice-dns')).toEqual([
      'gateway.networking.k8s.io/httproutes: list',
      'gateway.networking.k8s.io/gateways: list',
      '/namespaces: list',
      'gateway.networking.k8s.io/grpcroutes: list',
      'externaldns.k8s.io/dnsendpoints: list',
      '/nodes: list',
      'externaldns.k8s.io/dnsendpoints/status: patch',
      '/events: create',
    ]);
  });

  it.each<[readonly string[], readonly string[]]>([
    [['LoadBalancer', 'ExternalName'], []],
    [['NodePort'], ['/pods: list', '/nodes: list']],
    [['ClusterIP'], ['discovery.k8s.io/endpointslices: list', '/pods: list', '/nodes: list']],
  ])('reads for Services of type %j no more than their targets need', (serviceTypes, expected) => {
    const filters = { ...exampleDns().filters, serviceTypes: [...serviceTypes] };
    const dns = exampleDns({ sources: ['service'], filters });

    expect(rulesOf(compileRbac(exampleCluster({ dns })), 'sluice-dns')).toEqual([
      '/services: list',
      ...expected,
      '/events: create',
    ]);
  });

  it('lets ClusterExternalSecrets be served only where they are configured', () => {
    const secrets = exampleSecrets({ clusterExternalSecrets: true });
    const rules = rulesOf(compileRbac(exampleCluster({ secrets })), 'sluice-secrets');

    expect(rules).toContain('external-secrets.io/externalsecrets: create update delete');
    expect(rules).toContain('external-secrets.io/clusterexternalsecrets: list');
    expect(rulesOf(compileRbac(exampleCluster()), 'sluice-secrets').join()).not.toContain('clusterexternal');
  });

  it('is empty of a half that is not deployed', () => {
    const { secrets: _secrets, ...dnsOnly } = exampleCluster();

    expect(names(compileRbac(dnsOnly)).some((name) => name.includes('sluice-secrets'))).toBe(false);
  });
});

describe('restarts of workloads', () => {
  const restarts = (change: Pick<ClusterConfiguration, 'restart' | 'secrets'>) =>
    compileRbac(exampleCluster(change)).filter(({ metadata }) => metadata.name === 'sluice-restart');

  it('take no right unless they are wanted', () => {
    expect(restarts({})).toEqual([]);
  });

  it('take the right to patch workloads, where Secrets are written or where it is said, and only to list in observe', () => {
    const [role, ...bindings] = restarts({ restart: {} });

    expect(role?.['rules']).toEqual([
      {
        apiGroups: ['apps'],
        resources: ['deployments', 'statefulsets', 'daemonsets'],
        verbs: ['list', 'patch'],
      },
    ]);
    expect(bindings.map(({ metadata }) => metadata.namespace)).toEqual([
      'auth',
      'postgres',
      'rabbitmq',
      'redis',
    ]);
    expect(restarts({ restart: { namespaces: ['auth'] } })).toHaveLength(2);
    const [observing] = restarts({ restart: {}, secrets: exampleSecrets({ mode: 'observe' }) });
    expect(JSON.stringify(observing)).not.toContain('patch');
  });
});
