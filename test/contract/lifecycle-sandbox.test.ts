import { describe } from 'vitest';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import { NAMESPACE } from '../../lambdas/core/resources.ts';
import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { runContract } from './contract-case.ts';
import { LIFECYCLE_CASES } from './lifecycle.contract.ts';

const START = Date.UTC(2026, 10, 22, 8);

describe('owners and namespaces on the sandbox', () => {
  runContract(LIFECYCLE_CASES, {
    implementation: 'sandbox',
    open: async () => {
      const server = createApiServer({ now: () => START, definitions: readDefinitions() });
      const cluster = createCluster((request) => server.handle(request));
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'contract' } };
      await cluster.create(NAMESPACE, object, { fieldManager: 'test' });
      const until = async (condition: () => Promise<boolean>) => {
        server.collectGarbage();
        if (!(await condition())) throw new Error('the controllers have done all they will');
      };
      return { cluster, namespace: 'contract', until };
    },
  });
});
