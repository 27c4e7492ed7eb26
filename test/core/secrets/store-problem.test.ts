import { expect, test } from 'vitest';
import { findStoreProblem } from '../../../lambdas/core/secrets/resolve-sources.ts';
import { readSecretStore } from '../../../lambdas/core/secrets/secret-store.ts';

/** What is wrong with a ClusterSecretStore whose provider has these fields besides service and region. */
function problemOf(aws: object): string | undefined {
  const provider = { aws: { service: 'ParameterStore', region: 'ap-northeast-2', ...aws } };
  const store = readSecretStore({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'aws-ssm' },
    spec: { provider },
  });
  return findStoreProblem(store, { services: ['ParameterStore'] });
}

test('a store with what we know has no problem', () => {
  expect(problemOf({ prefix: '/app/' })).toBeUndefined();
});

test('a field that we do not know, as a newer ESO may have, is refused by its path', () => {
  expect(problemOf({ endpointMode: 'dualstack' })).toBe(
    'spec.provider.aws.endpointMode of ClusterSecretStore/aws-ssm is not supported',
  );
});

test('a service that is not ours, or not configured, is refused by its name', () => {
  expect(problemOf({ service: 'Vault' })).toContain('spec.provider.aws.service "Vault"');
  expect(problemOf({ service: 'SecretsManager' })).toContain('add it to secrets.services');
});
