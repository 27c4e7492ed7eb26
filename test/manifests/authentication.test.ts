import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, it } from 'vitest';
import { compileAuthentication } from '../../manifests/authentication.ts';
import { identityOf, partitionOf } from '../../manifests/identity.ts';
import { exampleCluster } from '../stack/example-cluster.ts';

const ISSUER = 'https://00000000-0000-4000-8000-000000000000.tokens.sts.global.api.aws';

describe('the AuthenticationConfiguration', () => {
  it('trusts the issuer for the two functions of the cluster, each with its own group', () => {
    expect(compileAuthentication(exampleCluster())).toEqual({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'AuthenticationConfiguration',
      jwt: [
        {
          issuer: { url: ISSUER, audiences: ['kube:eco2-dev'] },
          claimValidationRules: [
            {
              expression: "claims['https://sts.amazonaws.com/'].aws_account == '111122223333'",
              message: 'wrong account',
            },
            { expression: 'claims.exp - claims.iat <= 900', message: 'lifetime too long' },
            {
              expression:
                "claims['https://sts.amazonaws.com/'].lambda_source_function_arn in " +
                "['arn:aws:lambda:ap-northeast-2:111122223333:function:sluice-eco2-dev-secret-sync', " +
                "'arn:aws:lambda:ap-northeast-2:111122223333:function:sluice-eco2-dev-dns-sync']",
              message: 'not one of our functions',
            },
          ],
          claimMappings: {
            username: { expression: "'aws:' + claims.sub" },
            groups: {
              expression:
                "(claims.sub == 'arn:aws:iam::111122223333:role/sluice-eco2-dev-secret-sync' ? ['sluice:secrets'] : " +
                "(claims.sub == 'arn:aws:iam::111122223333:role/sluice-eco2-dev-dns-sync' ? ['sluice:dns'] : []))",
            },
          },
          userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: 'reserved' }],
        },
      ],
    });
  });

  it("is v1beta1 for Kubernetes 1.30 to 1.33, with an audience of one's own", () => {
    const auth = { mode: 'web-identity', issuer: ISSUER, audience: 'mine' } as const;

    expect(compileAuthentication(exampleCluster({ auth }), { version: 'v1beta1' })).toMatchObject({
      apiVersion: 'apiserver.config.k8s.io/v1beta1',
      jwt: [{ issuer: { audiences: ['mine'] } }],
    });
  });

  it('names only functions that are deployed', () => {
    const { dns: _dns, ...secretsOnly } = exampleCluster();

    expect(JSON.stringify(compileAuthentication(secretsOnly))).not.toContain('dns');
  });

  it('is nothing for a cluster that authenticates in another way', () => {
    expect(compileAuthentication(exampleCluster({ auth: { mode: 'eks' } }))).toBeUndefined();
  });

  it('says how to get the issuer when it is not configured', () => {
    expect(() => compileAuthentication(exampleCluster({ auth: { mode: 'web-identity' } }))).toThrow(
      'cluster eco2-dev has no auth.issuer: run "aws iam enable-outbound-web-identity-federation" once in account ' +
        '111122223333 and put the https URL it prints there',
    );
  });
});

describe('names', () => {
  it('fit into the 64 characters of a function and a role, whatever the cluster is called', () => {
    const place = { account: '111122223333', region: 'us-east-1', name: 'a'.repeat(36) };

    for (const half of ['secrets', 'dns'] as const) {
      expect(identityOf(place, half).functionName.length).toBeLessThanOrEqual(64);
    }
  });

  it('stand in the partition that CDK knows for the region', () => {
    const regions = [
      'ap-northeast-2',
      'us-east-1',
      'cn-north-1',
      'cn-northwest-1',
      'us-gov-west-1',
      'us-iso-east-1',
    ];

    for (const region of regions) expect(partitionOf(region), region).toBe(RegionInfo.get(region).partition);
  });
});
