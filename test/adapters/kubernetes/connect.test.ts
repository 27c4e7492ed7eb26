import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectCluster } from '../../../lambdas/adapters/kubernetes/connect.ts';
import { createSts } from '../../../lambdas/adapters/sts.ts';
import type { ClusterAuth } from '../../../lambdas/core/connection.ts';
import type { Cluster } from '../../../lambdas/core/ports.ts';
import { NAMESPACE } from '../../../lambdas/core/resources.ts';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { type LoopbackAws, startLoopbackAws } from '../loopback-aws.ts';
import { type LoopbackApi, type ReceivedRequest, startLoopbackApi } from './loopback-api.ts';

const REGION = 'ap-northeast-2';
const START = Date.UTC(2026, 10, 22, 8);
const PARAMETER = '/sluice/cluster';

describe('connectCluster', () => {
  const clock = createManualClock(START);
  let aws: LoopbackAws;
  let api: LoopbackApi;
  let parameterReads = 0;
  let counted: string[] = [];

  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFUNCTION');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    parameterReads = 0;
    counted = [];
    aws = await startLoopbackAws((_call, index) => ({
      status: 200,
      body: `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>
<WebIdentityToken>token-${index + 1}</WebIdentityToken><Expiration>${new Date(clock.now() + 900_000).toISOString()}</Expiration>
</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`,
    }));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await aws.close();
    await api.close();
  });

  /** A cluster whose API server answers lists unless `refuse` says 401. */
  async function connect(
    auth: ClusterAuth,
    options: { readonly stored?: () => string; readonly refuse?: (request: ReceivedRequest) => boolean } = {},
  ): Promise<Cluster> {
    const { stored = () => '', refuse = () => false } = options;
    api = await startLoopbackApi((request) =>
      refuse(request)
        ? { status: 401 }
        : { status: 200, body: '{"metadata":{"resourceVersion":"1"},"items":[]}' },
    );
    const getParameter = async (name: string) => {
      parameterReads += 1;
      const value = SecretValue.ofText(stored());
      return { name, arn: '', type: 'SecureString', version: 1, lastModified: 0, value };
    };
    return connectCluster({
      connection: { name: 'dev', endpoint: api.endpoint, ca: api.ca, auth },
      region: REGION,
      sts: createSts({ region: REGION, endpoint: aws.endpoint }),
      parameters: { getParameter },
      clock,
      metrics: { count: (name) => void counted.push(name) },
    });
  }

  function tokens(): readonly (string | undefined)[] {
    return api.requests.map(({ headers }) => headers.authorization);
  }

  test('web-identity: one token serves until it is about to expire', async () => {
    const cluster = await connect({ mode: 'web-identity', audience: 'kube:dev' });

    await Promise.all([cluster.list(NAMESPACE), cluster.list(NAMESPACE)]);
    clock.advance(800_000);
    await cluster.list(NAMESPACE);
    clock.advance(60_000);
    await cluster.list(NAMESPACE);

    expect(tokens()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    expect(aws.calls).toHaveLength(2);
  });

  test('web-identity: a refused audience is named, and counted for the alarm', async () => {
    const cluster = await connect({ mode: 'web-identity', audience: 'kube:dev' }, { refuse: () => true });

    await expect(cluster.list(NAMESPACE)).rejects.toThrow(
      /the web identity token with audience kube:dev \(401\)/,
    );
    expect(counted).toEqual(['AuthenticationFailed']);
  });

  test('eks: the token is made without a call and carries the name of the cluster', async () => {
    const cluster = await connect({ mode: 'eks', clusterName: 'dev-eks' });

    await cluster.list(NAMESPACE);

    expect(tokens()[0]).toMatch(/^Bearer k8s-aws-v1\./);
    expect(aws.calls).toHaveLength(0);
  });

  test('token: a token that was rotated in its parameter is found after 401', async () => {
    const stored = ['old', 'new'];
    const cluster = await connect(
      { mode: 'token', parameter: PARAMETER },
      {
        stored: () => stored.shift() ?? 'new',
        refuse: ({ headers }) => headers.authorization === 'Bearer old',
      },
    );

    await cluster.list(NAMESPACE);
    await cluster.list(NAMESPACE);

    expect(tokens()).toEqual(['Bearer old', 'Bearer new', 'Bearer new']);
    expect(parameterReads).toBe(2);
    expect(counted).toEqual([]);
  });

  test('token: an empty parameter is counted for the alarm, because somebody must fill it', async () => {
    const cluster = await connect({ mode: 'token', parameter: PARAMETER });

    await expect(cluster.list(NAMESPACE)).rejects.toThrow(/is empty/);
    expect(counted).toEqual(['AuthenticationFailed']);
  });

  test('kubeconfig: its token is used, its server and authorities are not', async () => {
    const document = {
      'current-context': 'dev',
      clusters: [
        { name: 'c', cluster: { server: 'https://elsewhere.invalid', 'insecure-skip-tls-verify': true } },
      ],
      contexts: [{ name: 'dev', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user: { token: 'from-kubeconfig' } }],
    };
    const cluster = await connect(
      { mode: 'kubeconfig', parameter: PARAMETER },
      { stored: () => JSON.stringify(document) },
    );

    await cluster.list(NAMESPACE);

    expect(tokens()).toEqual(['Bearer from-kubeconfig']);
  });
});
