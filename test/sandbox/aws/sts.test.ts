import type { JsonWebKey } from 'node:crypto';
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAws } from '../../../sandbox/aws/aws.ts';
import type { PolicyDocument } from '../../../sandbox/aws/iam/policy.ts';
import { discoveryDocument, keySet } from '../../../sandbox/aws/sts/web-identity.ts';

const ROLE = 'arn:aws:iam::123456789012:role/secret-sync';
const TARGET = 'arn:aws:iam::210987654321:role/tenant';
const FUNCTION = 'arn:aws:lambda:ap-northeast-2:123456789012:function:secret-sync';
const NOW = Date.UTC(2026, 10, 22, 8);

function open(trust: PolicyDocument = { Statement: [] }) {
  const aws = createAws({ now: () => NOW });
  const all: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  aws.roles.put({ arn: ROLE, policies: [all], trust: { Statement: [] } });
  aws.roles.put({ arn: TARGET, policies: [all], trust });
  const session = { roleArn: ROLE, sessionName: 'run', durationSeconds: 3600, functionArn: FUNCTION };
  const keys = aws.credentials.issueSession(session);
  return { aws, sts: aws.in().sts, caller: aws.credentials.resolve(keys.accessKeyId, keys.sessionToken) };
}

const trustWith = (Condition: Record<string, Record<string, string>>): PolicyDocument => ({
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: ROLE },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition,
  },
});

describe('a web identity token', () => {
  it.each(['ES384', 'RS256'] as const)(
    'is a JWT signed with %s that the published key verifies',
    (SigningAlgorithm) => {
      const { sts, caller } = open();
      const request = { Audience: ['kube:dev'], SigningAlgorithm, DurationSeconds: 900 };

      const { WebIdentityToken } = sts.call('GetWebIdentityToken', request, caller);

      const [header = '', payload = '', signature = ''] = WebIdentityToken.split('.');
      const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as {
        kid: string;
        alg: string;
      };
      const jwk = keySet(sts.state).keys.find((key) => key.kid === kid);
      const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
      const verifier = SigningAlgorithm === 'ES384' ? { key, dsaEncoding: 'ieee-p1363' as const } : key;
      const digest = SigningAlgorithm === 'ES384' ? 'sha384' : 'sha256';
      expect(alg).toBe(SigningAlgorithm);
      expect(
        verify(digest, Buffer.from(`${header}.${payload}`), verifier, Buffer.from(signature, 'base64url')),
      ).toBe(true);
    },
  );

  it('says who asked: role, account, function, audience and times', () => {
    const { sts, caller } = open();
    const request = { Audience: ['kube:dev'], SigningAlgorithm: 'ES384', DurationSeconds: 900 };

    const { WebIdentityToken, Expiration } = sts.call('GetWebIdentityToken', request, caller);

    const claims: unknown = JSON.parse(
      Buffer.from(WebIdentityToken.split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims).toEqual({
      iss: discoveryDocument(sts.state)['issuer'],
      aud: 'kube:dev',
      sub: ROLE,
      iat: NOW / 1000,
      exp: NOW / 1000 + 900,
      jti: expect.any(String),
      'https://sts.amazonaws.com/': {
        aws_account: '123456789012',
        source_region: 'ap-northeast-2',
        principal_tags: {},
        request_tags: {},
        lambda_source_function_arn: FUNCTION,
      },
    });
    expect(Expiration).toBe(NOW / 1000 + 900);
  });

  it('cannot outlive the session that asks for it, nor an hour', () => {
    const { aws, sts } = open();
    const keys = aws.credentials.issueSession({ roleArn: ROLE, sessionName: 'old', durationSeconds: 899 });
    const caller = aws.credentials.resolve(keys.accessKeyId, keys.sessionToken);
    const ask = (DurationSeconds: number) => () =>
      sts.call(
        'GetWebIdentityToken',
        { Audience: ['a'], SigningAlgorithm: 'ES384', DurationSeconds },
        caller,
      );

    expect(ask(900)).toThrow('beyond its original expiration');
    expect(ask(3601)).toThrow('durationSeconds');
    expect(ask(899)).not.toThrow();
  });
});

describe('AssumeRole', () => {
  const request = {
    RoleArn: TARGET,
    RoleSessionName: 'sluice',
    ExternalId: 'ext-1',
    Tags: [{ Key: 'namespace', Value: 'auth' }],
  };

  it('gives a session with tags where the trust policy lets the role, external id and tags in', () => {
    const trust = trustWith({
      StringEquals: { 'sts:ExternalId': 'ext-1', 'aws:RequestTag/namespace': 'auth' },
    });
    const { aws, sts, caller } = open(trust);

    const { Credentials, AssumedRoleUser } = sts.call('AssumeRole', request, caller);

    const session = aws.credentials.resolve(Credentials.AccessKeyId, Credentials.SessionToken);
    expect(AssumedRoleUser.Arn).toBe('arn:aws:sts::210987654321:assumed-role/tenant/sluice');
    expect(session).toMatchObject({
      roleArn: TARGET,
      account: '210987654321',
      sessionTags: { namespace: 'auth' },
    });
  });

  it.each([
    ['nobody', { Statement: [] }],
    ['another external id', trustWith({ StringEquals: { 'sts:ExternalId': 'ext-2' } })],
    ['other tags', trustWith({ StringEquals: { 'aws:RequestTag/namespace': 'billing' } })],
    [
      'untagged sessions only',
      { Statement: { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' } } as const,
    ],
  ])('is denied where the trust policy lets in %s', (_what, trust) => {
    const { sts, caller } = open(trust);

    expect(() => sts.call('AssumeRole', request, caller)).toThrow(
      /is not authorized to perform: sts:(AssumeRole|TagSession)/,
    );
  });

  it('of a role from a role lasts an hour at most', () => {
    const { sts, caller } = open(trustWith({}));

    expect(() => sts.call('AssumeRole', { ...request, DurationSeconds: 3601 }, caller)).toThrow(
      'role chaining',
    );
    expect(() => sts.call('AssumeRole', { ...request, DurationSeconds: 899 }, caller)).toThrow(
      'durationSeconds',
    );
  });
});
