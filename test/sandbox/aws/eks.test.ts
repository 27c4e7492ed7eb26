import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { presignCallerIdentity } from '../../../lambdas/adapters/kubernetes/eks-token.ts';
import { createAws, type SandboxAws } from '../../../sandbox/aws/aws.ts';
import { readEksToken } from '../../../sandbox/aws/eks/read-token.ts';
import { type AwsEndpoint, listenAws } from '../../../sandbox/aws/endpoint.ts';

const region = 'ap-northeast-2';
const START = Date.UTC(2026, 10, 23, 5);
const ROLE = 'arn:aws:iam::123456789012:role/sluice';
let aws: SandboxAws;
let now: number;

beforeEach(() => {
  now = START;
  aws = createAws({ now: () => now });
  const Statement = [
    { Effect: 'Allow' as const, Action: 'eks:DescribeCluster', Resource: 'arn:aws:eks:*:*:cluster/prod' },
  ];
  aws.roles.put({ arn: ROLE, policies: [{ Statement }], trust: { Statement: [] } });
  const entries = new Map([[ROLE, ['sluice:dns']]]);
  aws.in().eks.state.clusters.set('prod', { status: 'ACTIVE', endpoint: 'https://a', ca: 'PEM', entries });
});

function session(roleArn = ROLE) {
  const issued = aws.credentials.issueSession({ roleArn, sessionName: 'test', durationSeconds: 3600 });
  const { accessKeyId, secretAccessKey, sessionToken = '' } = issued;
  return { accessKeyId, secretAccessKey, sessionToken };
}

describe('the sandbox’s EKS, asked by the SDK,', () => {
  let listening: AwsEndpoint;
  beforeEach(async () => {
    listening = await listenAws(aws, 0);
  });
  afterEach(() => listening.close());

  it('says where a cluster is, within the role’s policy, and knows no other', async () => {
    const eks = new EKSClient({ region, endpoint: listening.url, credentials: session() });
    const administrator = new EKSClient({
      region,
      endpoint: listening.url,
      credentials: aws.credentials.administrator,
    });

    expect(await eks.send(new DescribeClusterCommand({ name: 'prod' }))).toMatchObject({
      cluster: { status: 'ACTIVE', endpoint: 'https://a', certificateAuthority: { data: 'UEVN' } },
    });
    await expect(eks.send(new DescribeClusterCommand({ name: 'other' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(administrator.send(new DescribeClusterCommand({ name: 'other' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No cluster found for name: other.',
    });
  });
});

describe('a token of EKS', () => {
  function tokenOf(change: { clusterName?: string; roleArn?: string } = {}): string {
    const keys = session(change.roleArn);
    const url = presignCallerIdentity({ region, clusterName: change.clusterName ?? 'prod', now, keys });
    return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
  }

  function read(token: string) {
    const { credentials } = aws;
    return readEksToken(token, { clusterName: 'prod', eks: aws.in().eks.state, credentials, now });
  }

  it('is its role, in the groups of its access entry', () => {
    expect(read(tokenOf())).toEqual({ username: ROLE, groups: ['sluice:dns'] });
    expect(read('a.b.c')).toBeUndefined();
  });

  it('of another cluster, of a role without an entry, or older than 15 minutes lets nobody in', () => {
    expect(() => read(tokenOf({ clusterName: 'other' }))).toThrow('is not signed for cluster prod');
    expect(() => read(tokenOf({ roleArn: `${ROLE}-other` }))).toThrow('has no access entry for');
    const token = tokenOf();
    now += 15 * 60_000;
    expect(() => read(token)).toThrow('has expired');
  });
});
