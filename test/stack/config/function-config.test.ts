import { describe, expect, it } from 'vitest';
import { parseDnsSyncConfig } from '../../../lambdas/dns-sync/config.ts';
import { parseSecretSyncConfig } from '../../../lambdas/secret-sync/config.ts';
import {
  compileConnection,
  compileDnsSyncConfig,
  compileSecretSyncConfig,
} from '../../../stack/config/function-config.ts';
import { exampleCluster, exampleDns, exampleSecrets } from '../example-cluster.ts';

describe('what a function is told', () => {
  it('names the cluster, its endpoint without a final slash, and its CA', () => {
    const { ca } = exampleCluster();
    const behind = exampleCluster({ endpoint: 'https://rancher.example.com/k8s/clusters/c-1/' });

    expect(compileConnection(exampleCluster({ endpoint: 'https://10.0.0.1:6443/' }))).toEqual({
      name: 'eco2-dev',
      endpoint: 'https://10.0.0.1:6443',
      ca,
      auth: { mode: 'web-identity', audience: 'kube:eco2-dev' },
    });
    expect(compileConnection(behind).endpoint).toBe('https://rancher.example.com/k8s/clusters/c-1');
  });

  it('says nothing of where a cluster is that EKS is asked about, and both functions take it so', () => {
    const { endpoint: _endpoint, ca: _ca, ...cluster } = exampleCluster({ auth: { mode: 'eks' } });
    const told = { name: 'eco2-dev', auth: { mode: 'eks', clusterName: 'eco2-dev' } };

    expect(parseSecretSyncConfig(compileSecretSyncConfig(cluster, exampleSecrets())).cluster).toEqual(told);
    expect(parseDnsSyncConfig(compileDnsSyncConfig(cluster, exampleDns())).cluster).toEqual(told);
  });

  it.each([
    [{ endpoint: 'https://a' }, { mode: 'eks', clusterName: 'a' }],
    [{ ca: 'PEM' }, { mode: 'eks', clusterName: 'a' }],
    [{}, { mode: 'token', parameter: '/a' }],
  ])('%j with %j is not enough to find a cluster by', (address, auth) => {
    const cluster = { name: 'a', ...address, auth };
    const allowed = /cluster.* allowed is endpoint with ca, or neither in auth mode "eks"/;

    const secrets = compileSecretSyncConfig(exampleCluster(), exampleSecrets());
    expect(() => parseSecretSyncConfig({ ...secrets, cluster })).toThrow(allowed);
    const dns = compileDnsSyncConfig(exampleCluster(), exampleDns());
    expect(() => parseDnsSyncConfig({ ...dns, cluster })).toThrow(allowed);
  });

  it.each([
    [{ mode: 'web-identity', audience: 'mine' } as const, { mode: 'web-identity', audience: 'mine' }],
    [{ mode: 'eks' } as const, { mode: 'eks', clusterName: 'eco2-dev' }],
    [{ mode: 'eks', clusterName: 'prod' } as const, { mode: 'eks', clusterName: 'prod' }],
    [{ mode: 'token', parameter: '/a' } as const, { mode: 'token', parameter: '/a' }],
    [{ mode: 'kubeconfig', parameter: '/a' } as const, { mode: 'kubeconfig', parameter: '/a' }],
  ])('authenticates by %j', (auth, expected) => {
    expect(compileConnection(exampleCluster({ auth })).auth).toEqual(expected);
  });

  it('for secrets: the grants as configured, its own region where none is named', () => {
    expect(compileSecretSyncConfig(exampleCluster(), exampleSecrets())).toMatchObject({
      mode: 'enforce',
      account: '111122223333',
      region: 'ap-northeast-2',
      prefixes: ['/eco2/'],
      services: ['ParameterStore'],
      regions: ['ap-northeast-2'],
      storeClasses: ['sluice', 'default'],
      namespaces: [{ name: 'auth', prefixes: ['/eco2/dev/'] }],
      identities: [{ namespace: 'external-secrets', serviceAccount: 'external-secrets', role: 'function' }],
      deleteDelaySeconds: 60,
      sweepCallsPerSecond: 10,
    });
  });

  it('is what the functions accept, in every authentication mode', () => {
    const auths = [
      { mode: 'web-identity' },
      { mode: 'eks' },
      { mode: 'token', parameter: '/a' },
      { mode: 'kubeconfig', parameter: '/a' },
    ] as const;

    for (const auth of auths) {
      const secrets = compileSecretSyncConfig(exampleCluster({ auth }), exampleSecrets());
      const dns = compileDnsSyncConfig(exampleCluster({ auth }), exampleDns());
      expect(parseSecretSyncConfig(JSON.parse(JSON.stringify(secrets)))).toEqual(secrets);
      expect(parseDnsSyncConfig(JSON.parse(JSON.stringify(dns)))).toEqual(dns);
    }
  });

  it('for DNS: AAAA only where asked for while ExternalDNS 0.14 must be able to come back', () => {
    const aaaa = (compat: '0.14' | '0.22', given?: 'never') => {
      const txt = { prefix: '', suffix: '', wildcardReplacement: '', compat };
      return compileDnsSyncConfig(exampleCluster(), exampleDns({ txt, aaaa: given })).aaaa;
    };

    expect([aaaa('0.14'), aaaa('0.22'), aaaa('0.22', 'never')]).toEqual([
      'dualstack-only',
      'always',
      'never',
    ]);
  });

  it('for DNS: marker options only where they are set', () => {
    const txt = { prefix: 'x-', suffix: '', wildcardReplacement: 'any', compat: '0.22' as const };

    expect(compileDnsSyncConfig(exampleCluster(), exampleDns({ txt })).txt).toEqual(txt);
    const more = { ...txt, encryptKey: '/sluice/key', migrateFromOwner: 'old' };
    expect(compileDnsSyncConfig(exampleCluster(), exampleDns({ txt: more })).txt).toEqual(more);
  });
});
