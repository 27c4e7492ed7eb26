import { describe, expect, it } from 'vitest';
import { createEcr, createEcrPublic } from '../../../sandbox/aws/ecr/ecr.ts';

const START = Date.UTC(2026, 10, 22, 8);
const options = { account: '111122223333', region: 'eu-west-1', now: () => START };

describe('the sandbox’s ECR', () => {
  it('gives a list with one token that names the registry and ends in twelve hours', () => {
    const { authorizationData } = createEcr(options).call('GetAuthorizationToken', undefined);

    expect(authorizationData).toEqual([
      {
        authorizationToken: Buffer.from('AWS:sandbox-token-1').toString('base64'),
        expiresAt: START / 1000 + 43_200,
        proxyEndpoint: 'https://111122223333.dkr.ecr.eu-west-1.amazonaws.com',
      },
    ]);
  });

  it('gives for the public registry one token without an endpoint', () => {
    const { authorizationData } = createEcrPublic(options).call('GetAuthorizationToken', undefined);

    expect(Object.keys(authorizationData).sort()).toEqual(['authorizationToken', 'expiresAt']);
  });
});
