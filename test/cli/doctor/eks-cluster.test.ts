import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { examineEks } from '../../../cli/doctor/eks-access.ts';
import { locateOnce } from '../../../cli/doctor/located-cluster.ts';
import { identityOf } from '../../../manifests/identity.ts';
import { createAws, type SandboxAws } from '../../../sandbox/aws/aws.ts';
import { type AwsEndpoint, listenAws } from '../../../sandbox/aws/endpoint.ts';
import { exampleCluster } from '../../stack/example-cluster.ts';
import { doctorOf } from './doctor-of.ts';

/** What doctor asks of EKS, on the sandbox's, with a configuration that leaves endpoint and CA to it. */
const { endpoint, ca, ...cluster } = exampleCluster({ auth: { mode: 'eks', clusterName: 'prod' } });
const doctor = { ...doctorOf(), cluster };
let aws: SandboxAws;
let listening: AwsEndpoint;

beforeEach(async () => {
  aws = createAws({ now: () => Date.now(), account: cluster.account });
  listening = await listenAws(aws, 0);
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  vi.stubEnv('AWS_ENDPOINT_URL_EKS', listening.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await listening.close();
});

test('a cluster that EKS does not know is told once, and nothing is asked of its entries', async () => {
  await expect(locateOnce(cluster)()).rejects.toThrow('EKS does not say where cluster prod is');
  expect(await examineEks(doctor)).toMatchObject([
    { check: 'eks cluster', outcome: 'failed', said: 'there is no EKS cluster prod in ap-northeast-2' },
  ]);
});

test('a cluster is where EKS says, asked once, and each half needs its entry', async () => {
  const { roleArn, group } = identityOf(cluster, 'secrets');
  const entries = new Map([[roleArn, [group]]]);
  aws.in(cluster.region).eks.state.clusters.set('prod', { status: 'ACTIVE', endpoint, ca, entries });
  let asked = 0;
  aws.observe = () => {
    asked += 1;
  };
  const locate = locateOnce(cluster);

  expect(await locate()).toMatchObject({ endpoint, ca, name: cluster.name });
  await locate();
  expect(asked).toBe(1);
  expect(await examineEks(doctor)).toMatchObject([
    { check: 'eks cluster', outcome: 'ok', said: `prod, authentication mode API, at ${endpoint}` },
    { check: 'secrets access entry', outcome: 'ok' },
    { check: 'dns access entry', outcome: 'failed', fix: 'deploy' },
  ]);
});

test('a configuration that says where its cluster is asks nobody', async () => {
  const located = exampleCluster();
  aws.observe = () => {
    throw new Error('EKS was asked');
  };

  expect(await locateOnce(located)()).toEqual(located);
});
