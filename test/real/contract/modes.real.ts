import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { systemClock } from '../../../lambdas/adapters/clock.ts';
import { connectCluster } from '../../../lambdas/adapters/kubernetes/connect.ts';
import type { SigningKeys } from '../../../lambdas/adapters/kubernetes/eks-token.ts';
import type { ClusterAuth } from '../../../lambdas/core/connection.ts';
import type { Cluster } from '../../../lambdas/core/ports.ts';
import { INGRESS } from '../../../lambdas/core/resources.ts';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import { compileAuthentication } from '../../../manifests/authentication.ts';
import { identityOf } from '../../../manifests/identity.ts';
import { compileRbac } from '../../../manifests/rbac.ts';
import { createAws } from '../../../sandbox/aws/aws.ts';
import { listenAws } from '../../../sandbox/aws/endpoint.ts';
import { type ControlPlane, startControlPlane } from '../../../sandbox/control-plane/control-plane.ts';
import { Administrator } from '../../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';
import { formatKubeconfig } from '../../../sandbox/runtime/kubeconfig.ts';
import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { exampleCluster } from '../../stack/example-cluster.ts';
import { outcomeOf, tryForbidden, tryReading } from './attempts.ts';
import { type AccessEntry, type IamAuthenticator, startIamAuthenticator } from './iam-authenticator.ts';
import { createServiceAccountToken } from './service-account-token.ts';

/**
 * The modes that store a credential, and that of EKS, through the functions' own adapters; web-identity, the usual
 * one, is in access.real.ts and in every loop.
 */
const PARAMETER = '/sluice/credential';
const EKS_CLUSTER = 'prod-eks';
const directory = mkdtempSync(join(tmpdir(), 'sluice-modes-'));
const certificates = createCertificateAuthority();
const example = exampleCluster();
const entries: AccessEntry[] = (['secrets', 'dns'] as const).map((half) => {
  const { roleArn, group } = identityOf(example, half);
  const keys = {
    accessKeyId: `ASIA${half.toUpperCase()}`,
    secretAccessKey: half,
    sessionToken: `${half}/+=`,
  };
  return { roleArn, groups: [group], keys };
});
const [SECRETS_KEYS, DNS_KEYS] = entries.map(({ keys }) => keys);

let iam: IamAuthenticator;
let plane: ControlPlane;
let administrator: Administrator;
const ALL_FORBIDDEN = {
  secretsOfAll: 'Forbidden',
  secretElsewhere: 'Forbidden',
  namespace: 'Forbidden',
  rights: 'Forbidden',
};
/** What the parameter holds. */
let stored = '';

beforeAll(async () => {
  const { region } = example;
  const certificate = certificates.issue(['127.0.0.1']);
  iam = await startIamAuthenticator({
    certificate,
    ca: certificates.ca,
    clusterName: EKS_CLUSTER,
    region,
    entries,
  });
  const [authority, webhook] = [join(directory, 'ca.pem'), join(directory, 'iam.json')];
  writeFileSync(authority, certificates.ca);
  writeFileSync(webhook, JSON.stringify(iam.kubeconfig));
  const flags = {
    'client-ca-file': authority,
    'authentication-token-webhook-config-file': webhook,
    'authentication-token-webhook-version': 'v1',
  };
  plane = await startControlPlane({ certificates, flags });
  administrator = new Administrator(plane.transport);
  await administrator.apply(readManifest('namespaces'));
});
afterAll(async () => {
  await plane?.stop();
  iam?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** As a function connects, in a container of its own; `address`: what the configuration says of the cluster. */
function connect(
  auth: ClusterAuth,
  keys?: SigningKeys,
  address: { readonly endpoint?: string; readonly ca?: string } = plane,
): Cluster {
  const { accessKeyId = 'none', secretAccessKey = 'none', sessionToken = '' } = keys ?? {};
  const parameter = { arn: '', type: 'SecureString', version: 1, lastModified: 0 } as const;
  return connectCluster({
    connection: {
      name: example.name,
      ...(address.endpoint && { endpoint: address.endpoint }),
      ...(address.ca && { ca: address.ca }),
      auth,
    },
    region: example.region,
    sts: new STSClient({
      region: example.region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    }),
    parameters: {
      getParameter: async (name) => ({ ...parameter, name, value: SecretValue.ofText(stored) }),
    },
    clock: systemClock,
    metrics: { count: () => undefined },
  });
}

/** RBAC made for the mode; it takes effect some time after it was accepted. */
async function applyRbac(auth: (typeof example)['auth']): Promise<void> {
  await administrator.apply(compileRbac({ ...example, auth }));
}

const PATIENCE = { timeout: 60_000, interval: 100 };

test('eks: each role gets in as its own half, by the access entry, and does what its half may', async () => {
  await applyRbac({ mode: 'eks', clusterName: EKS_CLUSTER });
  const [secrets, dns] = [SECRETS_KEYS, DNS_KEYS].map((keys) =>
    connect({ mode: 'eks', clusterName: EKS_CLUSTER }, keys),
  ) as [Cluster, Cluster];

  await expect.poll(() => tryReading(secrets), PATIENCE).toEqual({ secret: 'done', ingresses: 'Forbidden' });
  await expect.poll(() => tryReading(dns), PATIENCE).toEqual({ secret: 'Forbidden', ingresses: 'done' });
  expect(await tryForbidden(secrets)).toEqual(ALL_FORBIDDEN);
  expect(await tryForbidden(dns)).toEqual(ALL_FORBIDDEN);
});

test('eks: without endpoint and CA the function asks EKS, and lets no other authority stand in for the right one', async () => {
  await applyRbac({ mode: 'eks', clusterName: EKS_CLUSTER });
  const aws = createAws({ now: () => Date.now(), account: example.account });
  const { roleArn, group } = identityOf(example, 'dns');
  const keys = aws.credentials.issueSession({ roleArn, sessionName: 'sluice', durationSeconds: 3600 });
  const Statement = [{ Effect: 'Allow' as const, Action: 'eks:DescribeCluster', Resource: '*' }];
  aws.roles.put({ arn: roleArn, policies: [{ Statement }], trust: { Statement: [] } });
  const { accessKeyId, secretAccessKey, sessionToken = '' } = keys;
  entries.push({
    roleArn,
    groups: [group],
    keys: { accessKeyId, secretAccessKey, sessionToken },
  });
  const listening = await listenAws(aws, 0);
  onTestFinished(() => listening.close());
  vi.stubEnv('AWS_ENDPOINT_URL_EKS', listening.url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { clusters } = aws.in(example.region).eks.state;
  const found = { status: 'ACTIVE', endpoint: plane.endpoint, entries: new Map() } as const;
  const asking = () => connect({ mode: 'eks', clusterName: EKS_CLUSTER }, keys, {}).list(INGRESS);

  await expect(asking()).rejects.toThrow(`there is no EKS cluster ${EKS_CLUSTER} in ${example.region}`);
  clusters.set(EKS_CLUSTER, { ...found, ca: createCertificateAuthority().ca });
  await expect(asking()).rejects.toMatchObject({ code: 'Unreachable' });
  clusters.set(EKS_CLUSTER, { ...found, ca: plane.ca });
  await expect.poll(() => outcomeOf(asking()), PATIENCE).toBe('done');
});

test.each([
  ['for another cluster', { clusterName: 'other' }, SECRETS_KEYS],
  [
    'of a role without access entry',
    { clusterName: EKS_CLUSTER },
    { accessKeyId: 'ASIAOTHER', secretAccessKey: 'x' },
  ],
  [
    'signed with a key that is not the role’s',
    { clusterName: EKS_CLUSTER },
    { ...SECRETS_KEYS, accessKeyId: 'ASIASECRETS', secretAccessKey: 'guessed' },
  ],
])('eks: a token %s is refused, and the message names it', async (_what, { clusterName }, keys) => {
  await expect(connect({ mode: 'eks', clusterName }, keys).list(INGRESS)).rejects.toThrow(
    `does not accept the EKS token for cluster ${clusterName} (401)`,
  );
});

test('token: the ServiceAccount of the manifests gets in, and a token that was put in its place is found', async () => {
  const auth = { mode: 'token', parameter: PARAMETER } as const;
  await applyRbac(auth);
  stored = await createServiceAccountToken(plane.transport);
  const cluster = connect(auth);

  await expect.poll(() => tryReading(cluster), PATIENCE).toEqual({ secret: 'done', ingresses: 'done' });
  expect(await tryForbidden(cluster)).toEqual(ALL_FORBIDDEN);

  // The token ends with its account; the next one has another uid.
  await administrator.delete({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    namespace: 'sluice-system',
    name: 'sluice',
  });
  await expect.poll(() => outcomeOf(connect(auth).list(INGRESS)), PATIENCE).toBe('Unauthorized');
  await applyRbac(auth);
  stored = await createServiceAccountToken(plane.transport);
  expect(await outcomeOf(cluster.list(INGRESS))).toBe('done');
});

test('kubeconfig: a client certificate gets in as the groups in it, and nobody with one of another authority', async () => {
  const auth = { mode: 'kubeconfig', parameter: PARAMETER } as const;
  await applyRbac(auth);
  const groups = (['secrets', 'dns'] as const).map((half) => identityOf(example, half).group);
  stored = certificateKubeconfig(certificates.issueUser('sluice', groups));
  const cluster = connect(auth);

  await expect.poll(() => tryReading(cluster), PATIENCE).toEqual({ secret: 'done', ingresses: 'done' });
  expect(await tryForbidden(cluster)).toEqual(ALL_FORBIDDEN);

  stored = certificateKubeconfig(createCertificateAuthority().issueUser('sluice', groups));
  await expect(connect(auth).list(INGRESS)).rejects.toThrow(
    `does not accept the kubeconfig in parameter ${PARAMETER} (401)`,
  );
});

test('kubeconfig: its token gets in as whoever it belongs to', async () => {
  await applyRbac({ mode: 'token', parameter: PARAMETER });
  stored = formatKubeconfig({
    endpoint: 'https://elsewhere.invalid',
    ca: plane.ca,
    token: await createServiceAccountToken(plane.transport),
  });
  const cluster = connect({ mode: 'kubeconfig', parameter: PARAMETER });

  await expect.poll(() => tryReading(cluster), PATIENCE).toEqual({ secret: 'done', ingresses: 'done' });
});

function certificateKubeconfig({ cert, key }: { readonly cert: string; readonly key: string }): string {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  return JSON.stringify({
    'current-context': 'cluster',
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'sluice' } }],
    users: [
      {
        name: 'sluice',
        user: { 'client-certificate-data': encode(cert), 'client-key-data': encode(key) },
      },
    ],
  });
}

test.each(['v1', 'v1beta1'] as const)(
  'web-identity: the API server starts with its file in version %s',
  async (version) => {
    const file = join(directory, `authentication-${version}.yaml`);
    const auth = { mode: 'web-identity', issuer: 'https://issuer.invalid' } as const;
    writeFileSync(file, stringify(compileAuthentication({ ...example, auth }, { version })));

    await plane.restart({ 'authentication-config': file });

    expect((await plane.transport({ method: 'GET', path: '/readyz', headers: {} })).status).toBe(200);
  },
);
