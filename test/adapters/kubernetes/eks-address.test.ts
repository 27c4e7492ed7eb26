import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectCluster } from '../../../lambdas/adapters/kubernetes/connect.ts';
import { createSts } from '../../../lambdas/adapters/sts.ts';
import type { Cluster } from '../../../lambdas/core/ports.ts';
import { NAMESPACE } from '../../../lambdas/core/resources.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { type AwsAnswer, type LoopbackAws, startLoopbackAws } from '../loopback-aws.ts';
import { createLoopbackCertificate } from '../loopback-certificate.ts';
import { type LoopbackApi, startLoopbackApi } from './loopback-api.ts';

const REGION = 'ap-northeast-2';
const clock = createManualClock(Date.UTC(2026, 10, 23, 5));
const OTHER_CA = createLoopbackCertificate('other').cert;
let aws: LoopbackAws;
let api: LoopbackApi;
let answer: () => AwsAnswer;
let counted: string[];

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFUNCTION');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  counted = [];
  aws = await startLoopbackAws(() => answer());
  vi.stubEnv('AWS_ENDPOINT_URL_EKS', aws.endpoint);
  api = await startLoopbackApi(() => ({
    status: 200,
    body: '{"metadata":{"resourceVersion":"1"},"items":[]}',
  }));
  answer = described();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
  await api.close();
});

/** What EKS says of the cluster, unless a part of it is another. */
function described(change: object = {}): () => AwsAnswer {
  return () => {
    const certificateAuthority = { data: Buffer.from(api.ca).toString('base64') };
    const cluster = { name: 'prod', status: 'ACTIVE', endpoint: api.endpoint, certificateAuthority };
    return { status: 200, body: JSON.stringify({ cluster: { ...cluster, ...change } }) };
  };
}

function signedBy(ca: string): () => AwsAnswer {
  return described({ certificateAuthority: { data: Buffer.from(ca).toString('base64') } });
}

function refused(status: number, __type: string, message: string): () => AwsAnswer {
  return () => ({ status, body: JSON.stringify({ __type, message }) });
}

function connect(): Cluster {
  return connectCluster({
    connection: { name: 'dev', auth: { mode: 'eks', clusterName: 'prod' } },
    region: REGION,
    sts: createSts({ region: REGION }),
    parameters: { getParameter: () => Promise.reject(new Error('no parameter is read in mode eks')) },
    clock,
    metrics: { count: (name) => void counted.push(name) },
  });
}

test('EKS is asked once where the cluster is, as the function, and only when something is asked of the cluster', async () => {
  const cluster = connect();
  expect(aws.calls).toHaveLength(0);

  await Promise.all([cluster.list(NAMESPACE), cluster.list(NAMESPACE)]);
  clock.advance(86_400_000);
  await cluster.list(NAMESPACE);

  expect(api.requests).toHaveLength(3);
  expect(aws.calls).toMatchObject([{ method: 'GET', path: '/clusters/prod', accessKey: 'AKIAFUNCTION' }]);
});

test('a certificate of another authority has EKS asked again, at most once a minute', async () => {
  answer = signedBy(OTHER_CA);
  const cluster = connect();
  await expect(cluster.list(NAMESPACE)).rejects.toMatchObject({ code: 'Unreachable' });
  expect(aws.calls).toHaveLength(1);

  clock.advance(60_000);
  await expect(cluster.list(NAMESPACE)).rejects.toMatchObject({ code: 'Unreachable' });
  expect(aws.calls).toHaveLength(2);

  answer = signedBy(`${OTHER_CA}${api.ca}`);
  clock.advance(60_000);
  await Promise.all([cluster.list(NAMESPACE), cluster.list(NAMESPACE)]);

  expect(aws.calls).toHaveLength(3);
  expect(api.requests).toHaveLength(2);
});

test('a write that met another authority is sent once, to the address that EKS gave then', async () => {
  answer = signedBy(OTHER_CA);
  const cluster = connect();
  await expect(cluster.list(NAMESPACE)).rejects.toThrow();
  answer = described();
  clock.advance(60_000);

  const created = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
  await cluster.create(NAMESPACE, created, { fieldManager: 'test' });

  expect(api.requests.map(({ method }) => method)).toEqual(['POST']);
});

test('what is no matter of addresses is not asked of EKS again', async () => {
  const cluster = connect();
  await cluster.list(NAMESPACE);
  await api.close();
  clock.advance(60_000);

  await expect(cluster.list(NAMESPACE)).rejects.toMatchObject({ code: 'Unreachable' });

  expect(aws.calls).toHaveLength(1);
});

test.each([
  [
    'does not exist',
    refused(404, 'ResourceNotFoundException', 'No cluster found for name: prod.'),
    /^there is no EKS cluster prod in ap-northeast-2 .*No cluster found.*change auth.clusterName or region, or give endpoint and ca/,
  ],
  [
    'may not be described',
    refused(403, 'AccessDeniedException', 'User: x is not authorized to perform: eks:DescribeCluster'),
    /^the function may not ask EKS where cluster prod is .*not authorized.*allow its role eks:DescribeCluster/,
  ],
  [
    'has failed',
    described({ status: 'FAILED' }),
    /^EKS cluster prod is FAILED .*auth.clusterName has to name one that is ACTIVE/,
  ],
])(
  'a cluster that %s is an error that says what to change, and is counted',
  async (_what, given, message) => {
    answer = given;

    await expect(connect().list(NAMESPACE)).rejects.toThrow(message);

    expect(counted).toEqual(['AuthenticationFailed']);
  },
);

test('a cluster that is being made is waited for: nobody has to change anything', async () => {
  answer = described({ status: 'CREATING', endpoint: undefined, certificateAuthority: undefined });
  const cluster = connect();

  await expect(cluster.list(NAMESPACE)).rejects.toThrow(/^EKS cluster prod is CREATING .*once it is ACTIVE/);
  expect(counted).toEqual([]);

  answer = described();
  await cluster.list(NAMESPACE);
  expect(api.requests).toHaveLength(1);
});

test('a cluster that gets a new version goes on answering', async () => {
  answer = described({ status: 'UPDATING' });

  await connect().list(NAMESPACE);

  expect(api.requests).toHaveLength(1);
});
