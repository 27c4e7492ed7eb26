import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { createCluster } from '../../../lambdas/adapters/kubernetes/client.ts';
import { NAMESPACE } from '../../../lambdas/core/resources.ts';
import { runContract } from '../../contract/contract-case.ts';
import { LIFECYCLE_CASES } from '../../contract/lifecycle.contract.ts';
import { type RealCluster, startRealCluster } from '../control-plane.ts';

const LOOK_MS = 100;
const PATIENCE_MS = 120_000;

let real: RealCluster;
let count = 0;

beforeAll(async () => {
  real = await startRealCluster();
  await real.startControllers();
});
afterAll(async () => await real?.stop());

describe('owners and namespaces on kube-apiserver with its controllers', () => {
  runContract(LIFECYCLE_CASES, {
    implementation: 'kube-apiserver',
    open: async () => {
      count += 1;
      const namespace = `lifecycle-${count}`;
      const cluster = createCluster(real.transport);
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
      await cluster.create(NAMESPACE, object, { fieldManager: 'test' });
      return { cluster, namespace, until };
    },
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS / 1000} s`);
    await sleep(LOOK_MS);
  }
}
