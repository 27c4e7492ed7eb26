import { describe } from 'vitest';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import { NAMESPACE } from '../../lambdas/core/resources.ts';
import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { runContract } from './contract-case.ts';
import { CUSTOM_RESOURCE_CASES } from './custom-resources.contract.ts';

const START = Date.UTC(2026, 10, 22, 8);

describe('custom resources through the Kubernetes client, on the sandbox with sluice’s definitions', () => {
  runContract(CUSTOM_RESOURCE_CASES, {
    implementation: 'sandbox',
    open: async () => {
      const server = createApiServer({ now: () => START, definitions: readDefinitions() });
      const cluster = createCluster((request) => server.handle(request));
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'contract' } };
      await cluster.create(NAMESPACE, object, { fieldManager: 'test' });
      return { cluster, paged: cluster, namespace: 'contract' };
    },
  });
});
