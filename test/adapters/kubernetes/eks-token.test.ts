import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { issueEksToken, presignCallerIdentity } from '../../../lambdas/adapters/kubernetes/eks-token.ts';

const KEYS = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'example/key+1',
  sessionToken: 'session/token+=',
};
const NOW = Date.UTC(2026, 10, 22, 10, 0, 5, 120);

/** The part of the SDK's own signer that makes presigned URLs. */
interface Presigner {
  presign(request: unknown, options: unknown): Promise<{ readonly query?: Readonly<Record<string, string>> }>;
}

describe('the EKS token', () => {
  test('is signed exactly as the SDK signs the same request', async () => {
    const sts = new STSClient({ region: 'ap-northeast-2', credentials: KEYS });
    const signer = (await sts.config.signer()) as unknown as Presigner;
    const request = {
      method: 'GET',
      protocol: 'https:',
      hostname: 'sts.ap-northeast-2.amazonaws.com',
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: 'sts.ap-northeast-2.amazonaws.com', 'x-k8s-aws-id': 'dev cluster' },
    };
    const signed = await signer.presign(request, {
      expiresIn: 60,
      signingDate: new Date(NOW),
      signingRegion: 'ap-northeast-2',
      signingService: 'sts',
      unhoistableHeaders: new Set(['x-k8s-aws-id']),
      unsignableHeaders: new Set(),
    });

    const url = presignCallerIdentity({
      region: 'ap-northeast-2',
      clusterName: 'dev cluster',
      now: NOW,
      keys: KEYS,
    });

    const ours = Object.fromEntries(new URL(url).searchParams);
    const { 'X-Amz-Content-Sha256': _hashOfTheBody, ...theirs } = signed.query ?? {};
    expect(ours).toEqual(theirs);
  });

  test('carries the presigned URL, says fifteen minutes, and asks for keys each time', async () => {
    let asked = 0;
    const keys = async () => {
      asked += 1;
      return { accessKeyId: 'A', secretAccessKey: 'S' };
    };
    const clock = { now: () => NOW, sleep: async () => undefined };
    const issue = issueEksToken({ region: 'us-east-1', clusterName: 'dev', keys, clock });

    const { token = '', expiresAt } = await issue();
    await issue();

    expect(token.startsWith('k8s-aws-v1.')).toBe(true);
    const url = new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
    expect(url.host).toBe('sts.us-east-1.amazonaws.com');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60');
    expect(url.searchParams.has('X-Amz-Security-Token')).toBe(false);
    expect(expiresAt).toBe(NOW + 900_000);
    expect(asked).toBe(2);
  });

  test('is addressed to the hosts of the partition', () => {
    const url = presignCallerIdentity({ region: 'cn-north-1', clusterName: 'dev', now: NOW, keys: KEYS });

    expect(new URL(url).host).toBe('sts.cn-north-1.amazonaws.com.cn');
  });
});
