import { expect, test } from 'vitest';
import { type ClusterFacts, compileCluster } from '../../../cli/init/compile-cluster.ts';

const EKS = 'https://0123456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com';
const FACTS: ClusterFacts = {
  name: 'prod',
  account: '111122223333',
  region: 'ap-northeast-2',
  endpoint: 'https://10.0.0.10:6443',
  ca: 'PEM',
  version: '1.36',
  issuer: 'https://issuer.example.com',
};

/** The settings of a cluster by their keys. */
function settingsOf(change: Partial<ClusterFacts>): Readonly<Record<string, unknown>> {
  const { settings } = compileCluster({ ...FACTS, ...change });
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

test('a self-managed cluster is where its kubeconfig says, and trusts the account', () => {
  expect(settingsOf({})).toMatchObject({
    endpoint: 'https://10.0.0.10:6443',
    ca: 'PEM',
    auth: { mode: 'web-identity', issuer: 'https://issuer.example.com' },
  });
});

test('where an EKS cluster is stays unsaid, so that the functions ask EKS', () => {
  const settings = settingsOf({ endpoint: EKS });

  expect(Object.keys(settings)).toEqual(['name', 'account', 'region', 'auth']);
  expect(settings['auth']).toEqual({ mode: 'eks' });
});

test('an endpoint or a CA that somebody named is kept on EKS, too', () => {
  expect(settingsOf({ endpoint: EKS, isAddressGiven: true })).toMatchObject({ endpoint: EKS, ca: 'PEM' });
});

test('a cluster that is too old to trust the account gets a stored token', () => {
  expect(settingsOf({ version: '1.29' })['auth']).toEqual({ mode: 'token', parameter: '/sluice/token' });
});

test('behind the path of a proxy it is the proxy that looks at credentials, and there is a way around it', () => {
  const endpoint = 'https://rancher.example.com/k8s/clusters/c-1';

  expect(settingsOf({ endpoint })).toMatchObject({
    endpoint,
    auth: { mode: 'token', parameter: '/sluice/token' },
  });
  expect(compileCluster({ ...FACTS, endpoint }).notes).toEqual([
    expect.stringMatching(
      /^rancher\.example\.com is a proxy .* or name the API server's own address with --endpoint/,
    ),
  ]);
});

test('an endpoint that is none is left to the configuration to refuse', () => {
  expect(settingsOf({ endpoint: 'api.internal' })).toMatchObject({ endpoint: 'api.internal' });
});
